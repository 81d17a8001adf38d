"""The options that every benchmark has, what it makes of them, and what becomes of its table."""

import argparse
from pathlib import Path

import machine
from environment import DEFAULT_ENVIRONMENT, build_binaries, prepare_python, prepare_runtimes, say
from results import has_markers, write_between_markers


def parser(description, products):
    """A parser with the options of every benchmark. `products` are the binaries that it runs."""
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--environment", type=Path, default=DEFAULT_ENVIRONMENT, help="the Python environment's folder")
    found.add_argument("--python", type=Path, help="an interpreter that has the requirements")
    found.add_argument("--binaries", type=Path, help=f"folder with {', '.join(products)}, already built")
    found.add_argument("--threads", type=int, default=2, help="threads of each program (%(default)s)")
    found.add_argument("--quick", action="store_true", help="few tiles, one round: only a test of the benchmark")
    found.add_argument("--write", type=Path, metavar="MD", help="put the table into a document, a picture next to it")
    return found


def read(parser, table):
    """The options, checked now and not after half an hour. `table` is the name of the document's markers."""
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("--quick gives no valid figures, so it cannot be used with --write")
    if options.write and not has_markers(options.write, table):
        parser.error(f"{options.write}: the lines '<!-- {table} -->' and '<!-- /{table} -->' are missing")
    if min(options.threads, getattr(options, "rounds", None) or 1) < 1:
        parser.error("--threads and --rounds must be at least 1")
    return options


def prepare(options, products, runtimes=False):
    """The Python interpreter and the folder of the binaries. Both are made where no option names them."""
    make = prepare_runtimes if runtimes else prepare_python
    return options.python or make(options.environment), (options.binaries or build_binaries(products)).resolve()


def publish(options, name, table, load=0):
    """Prints a table, puts it into the document that the options name, and says if other work disturbed it.

    `name` is that of the document's markers, `load` the load average before the benchmark, if its figures are times.
    """
    print(table)
    if options.write:
        write_between_markers(options.write, table, name)
    if load > machine.BUSY:
        say("warning: another process was running at the start; these figures are not reliable")

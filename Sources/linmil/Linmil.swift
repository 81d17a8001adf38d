import ArgumentParser

@main
struct Linmil: ParsableCommand {}

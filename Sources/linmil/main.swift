import Command

// The program is the library `Command`, so that another product can be made of the same code.
CommandLineProgram.run()

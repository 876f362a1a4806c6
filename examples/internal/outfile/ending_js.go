package outfile

import "os"

// ending are the signals that ask a program to end.
var ending = []os.Signal{os.Interrupt}

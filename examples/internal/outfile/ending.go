//go:build !js

package outfile

import (
	"os"
	"syscall"
)

// ending are the signals that ask a program to end.
var ending = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

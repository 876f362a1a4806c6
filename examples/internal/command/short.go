package command

import (
	"os"
	"runtime/debug"
)

// Short sets up a program whose run is mostly short: the heap may grow to five
// times of what is in use before it is collected, since what the program decodes
// at its begin stays. GOGC in the environment stands before it.
func Short() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

//go:build !linux

package slope

import "time"

var began = time.Now()

func now() time.Duration { return time.Since(began) }

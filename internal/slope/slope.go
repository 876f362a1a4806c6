// Package slope tells whether time grows with the size of an input, or with
// its square. It is for tests.
package slope

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"time"
)

// A claim of large lines is held against times claims of small: what is linear
// takes as long, what is quadratic 16 times. Between the two lies the memory of
// the large one, that no cache holds.
const (
	small, large = 1_000, 16_000
	times        = large / small
	most         = 6
	// noise is what says nothing yet: if it were of a square, 100,000 took 2 seconds.
	noise = 50 * time.Millisecond
)

// Linear measures what load returns for a small and a large n, and says what is
// wrong where the time grows far faster than n, "" where it doesn't. The time is
// that of the thread where the system tells it, without that of the collector, and
// other work on the machine only ever adds to it: so each is the least of several,
// and what is too long is measured again.
func Linear(load func(n int) (run func())) string {
	few, many := load(small), load(large)
	a, b := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range 5 {
		b = min(b, Measure(many))
		if b < noise {
			return ""
		}
		a = min(a, Measure(func() {
			for range times {
				few()
			}
		}))
		if b < most*a {
			return ""
		}
	}
	return fmt.Sprintf("%d of %d take %v and one of %d %v, over %d times as long", times, small, a, large, b, most)
}

// Measure returns the time that run takes, of its thread alone where the system tells it.
func Measure(run func()) time.Duration {
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := now()
	run()
	return now() - start
}

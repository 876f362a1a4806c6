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

// The sizes that are held against each other, and how much longer the larger one
// may take: what is linear takes 16 times as long, what is quadratic 256 times.
// Between the two lies the memory of the large one, that its caches don't hold.
const (
	small, large = 1_000, 16_000
	most         = 100
	// noise is what says nothing yet: if it were of a square, 100,000 took 2 seconds.
	noise = 50 * time.Millisecond
	// tick is what the clock of a thread may leave out.
	tick = time.Millisecond
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
		for range 3 {
			a = min(a, max(tick, Measure(few)))
		}
		if b/most < a {
			return ""
		}
	}
	return fmt.Sprintf("%d take %v and %d %v, over %d times as long", small, a, large, b, most)
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

// Package race tells tests whether the race detector runs: with it, pools lose
// values at random, and counts of allocations mean nothing.
package race

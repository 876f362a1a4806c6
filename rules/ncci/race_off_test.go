//go:build !race

package ncci

const raceDetector = false

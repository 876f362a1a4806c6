package medcode

// A Progress is called now and then during a long read with the bytes done and
// the bytes in all, from the goroutine that reads. It must not block.
type Progress func(done, total int64)

// ReadOptions are what the Read functions of the library take beside their
// input. The zero value is what most programs want.
type ReadOptions struct {
	Limits   Limits
	Progress Progress
}

package medcode

import (
	"fmt"
	"strings"
)

// Limits bound what a reader takes from outside. Zero, or less, means
// the default of a field, which every official release stays well below; the
// largest value of its type means no limit.
type Limits struct {
	EntryBytes int64 // one file after decompression; default 512 MiB
	TotalBytes int64 // all files of a release; default 2 GiB
	Ratio      int64 // decompressed to compressed size: of a zip entry above 1 MiB, of all that a release or a gzip stream holds above 64 MiB; default 200
	Entries    int   // files and folders in a release, and parts of a workbook; default 10,000
	Nesting    int   // zips within zips; default 3
	NameBytes  int   // the path of a file within a zip; default 1,024
	NameDepth  int   // folders within folders in that path; default 32
	LineBytes  int   // one line of text; default 1 MiB
	XMLDepth   int   // nested elements; default 256
	ClaimLines int   // service lines of one claim; default 10,000
	ClaimCodes int   // codes of one kind of one claim, and its unreadable fields; default 1,000
}

// WithDefaults returns l with the default of every field that isn't above zero.
func (l Limits) WithDefaults() Limits {
	set(&l.EntryBytes, 512<<20)
	set(&l.TotalBytes, 2<<30)
	set(&l.Ratio, 200)
	set(&l.Entries, 10_000)
	set(&l.Nesting, 3)
	set(&l.NameBytes, 1024)
	set(&l.NameDepth, 32)
	set(&l.LineBytes, 1<<20)
	set(&l.XMLDepth, 256)
	set(&l.ClaimLines, 10_000)
	set(&l.ClaimCodes, 1000)
	return l
}

func set[T int | int64](p *T, v T) {
	if *p <= 0 {
		*p = v
	}
}

// A LimitError says which of the Limits stopped a reader. It wraps ErrLimit.
// Where the input is right, ask again with a larger limit: every reader takes
// Limits in its options.
type LimitError struct {
	// Limit is the field of Limits, such as "Entries", or of other options, such as
	// "Options.HoldBytes"; empty for a bound of the format or of its reader, which
	// no limit raises.
	Limit  string
	Reason string // what there is too much of: "more than 10000 files and folders"
}

func (e *LimitError) Error() string {
	switch {
	case e.Limit == "":
		return fmt.Sprintf("%s, which no limit raises: %v", e.Reason, ErrLimit)
	case strings.Contains(e.Limit, "."):
		return fmt.Sprintf("%s (if it is right, raise %s): %v", e.Reason, e.Limit, ErrLimit)
	}
	return fmt.Sprintf("%s (if it is right, raise Limits.%s): %v", e.Reason, e.Limit, ErrLimit)
}

// Unwrap returns ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }

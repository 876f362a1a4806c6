package medcode

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that the typed errors of the library wrap, for errors.Is.
var (
	ErrSyntax = errors.New("malformed")             // text that is not of the form it should have
	ErrLayout = errors.New("unknown layout")        // a file whose layout no reader here knows
	ErrLimit  = errors.New("limit exceeded")        // input larger than the Limits allow
	ErrNoFile = errors.New("file missing")          // a release that lacks a file it must have
	ErrDate   = errors.New("no release holds then") // no release in a library holds on the date asked
)

// A CodeError says why a text is not a code of a system. It wraps ErrSyntax.
type CodeError struct {
	System string // "ICD-10-CM"
	Text   string // as given
	Offset int    // byte of Text where it stops making sense
	Reason string // "the 2nd character must be a digit or a letter"
}

func (e *CodeError) Error() string {
	at := ""
	if e.Offset < len(strings.TrimRight(e.Text, " \t\r\n")) { // else it ends too early, at no character
		at = fmt.Sprintf("character %d: ", e.Offset+1)
	}
	return fmt.Sprintf("%s code %q: %s%s", e.System, clip(e.Text), at, e.Reason)
}

// Unwrap returns ErrSyntax.
func (e *CodeError) Unwrap() error { return ErrSyntax }

// A FileError says what is wrong in a file, and where. It wraps Err.
type FileError struct {
	File   string // path inside the release; "!" separates a zip from its entry
	Line   int    // 1-based; 0 when the error is not about a line
	Column int    // 1-based byte; 0 when unknown
	Text   string // the offending text, clipped
	Err    error  // what is wrong; wraps one of the sentinels above or an error of the system
}

func (e *FileError) Error() string {
	what := "unknown error"
	if e.Err != nil {
		what = e.Err.Error()
	}
	return place(e.File, e.Line, e.Column) + what + quoted(e.Text)
}

// Unwrap returns Err.
func (e *FileError) Unwrap() error { return e.Err }

// A Diagnostic is a defect of a release that leaves it usable: a row that
// contradicts another, a value outside its range, a misspelt reference. The
// reader says what it did about it in Message.
type Diagnostic struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`   // 1-based; 0 when not about a line
	Column  int    `json:"column,omitempty"` // 1-based byte; 0 when unknown
	Kind    string `json:"kind"`             // stable, machine-readable: "duplicate-code"
	Text    string `json:"text,omitempty"`   // the offending text
	Message string `json:"message"`          // a sentence for people
}

func (d Diagnostic) String() string {
	return place(d.File, d.Line, d.Column) + d.Message + quoted(d.Text)
}

func place(file string, line, column int) string {
	switch {
	case file == "" && line <= 0:
		return ""
	case line <= 0:
		return file + ": "
	case file == "" && column <= 0:
		return fmt.Sprintf("line %d: ", line)
	case file == "":
		return fmt.Sprintf("line %d, column %d: ", line, column)
	case column <= 0:
		return fmt.Sprintf("%s:%d: ", file, line)
	}
	return fmt.Sprintf("%s:%d:%d: ", file, line, column)
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(": %q", clip(s))
}

func clip(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// A File identifies one published file by name and content.
type File struct {
	Name   string `json:"name"` // path inside the release; "!" separates a zip from its entry
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Provenance says where a set came from and for which dates it holds.
type Provenance struct {
	System    string `json:"system"`  // "ICD-10-CM"
	Release   string `json:"release"` // as its publisher names it: "2026", "43.1", "2025-04"
	Effective Period `json:"effective"`
	Files     []File `json:"files"`
}

// String returns p without its files: "ICD-10-CM 2026, 2025-10-01 to
// 2026-09-30", of which there is as much as is known.
func (p Provenance) String() string {
	s := strings.TrimSpace(p.System + " " + p.Release)
	if p.Effective == (Period{}) {
		return s
	}
	return strings.TrimPrefix(s+", "+p.Effective.String(), ", ")
}

// Limits bound what a reader takes from outside. The zero value of a field
// means its default, which every official release stays well below.
type Limits struct {
	EntryBytes int64 // one file after decompression; default 512 MiB
	TotalBytes int64 // all files of a release; default 2 GiB
	Ratio      int64 // decompressed to compressed size of a zip entry, above 1 MiB; default 200
	Entries    int   // files in a release; default 10,000
	Nesting    int   // zips within zips; default 3
	LineBytes  int   // one line of text; default 1 MiB
	XMLDepth   int   // nested elements; default 256
}

// WithDefaults returns l with the default of every field that is zero.
func (l Limits) WithDefaults() Limits {
	set(&l.EntryBytes, 512<<20)
	set(&l.TotalBytes, 2<<30)
	set(&l.Ratio, 200)
	set(&l.Entries, 10_000)
	set(&l.Nesting, 3)
	set(&l.LineBytes, 1<<20)
	set(&l.XMLDepth, 256)
	return l
}

func set[T int | int64](p *T, v T) {
	if *p == 0 {
		*p = v
	}
}

// A Progress is called now and then during a long read with the bytes done and
// the bytes in all, from the goroutine that reads. It must not block.
type Progress func(done, total int64)

// ReadOptions are what the Read functions of the library take beside their
// input. The zero value is what most programs want.
type ReadOptions struct {
	Limits   Limits
	Progress Progress
}

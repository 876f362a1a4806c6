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

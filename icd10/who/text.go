package who

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
	"golang.org/x/text/encoding/charmap"
)

// A text is a file of lines with what is needed to write it again.
type text struct {
	file  medcode.File
	bom   bool
	end   string // of every line: "\r\n" or "\n"
	raw   []byte
	last  bool     // whether the last line has its end
	lines []string // without ends
	blank int      // empty lines behind them
	diags []medcode.Diagnostic
}

// openText takes the lines of e. Text that isn't UTF-8 is taken for
// Windows-1252, what Excel saves, with a diagnostic.
func openText(e *source.Entry) (*text, error) {
	raw, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	data, err := e.Text()
	if err != nil {
		return nil, err
	}
	t := &text{raw: data, file: e.File(), bom: len(data) < len(raw), end: "\n", last: bytes.HasSuffix(data, []byte("\n"))}
	if !utf8.Valid(data) {
		t.diag(badLine(data), medcode.KindEncoding, "", "not UTF-8; read as Windows-1252")
		if data, err = charmap.Windows1252.NewDecoder().Bytes(data); err != nil {
			return nil, &medcode.FileError{File: e.Path, Err: err}
		}
	}
	all := string(data) // lines and fields are parts of it
	if i := strings.IndexByte(all, '\n'); i > 0 && all[i-1] == '\r' {
		t.end = "\r\n"
	}
	mixed, open := 0, false
	for len(all) > 0 {
		line := all
		if i := strings.IndexByte(all, '\n'); i >= 0 {
			line, all = all[:i], all[i+1:]
		} else {
			all = ""
		}
		bare := strings.TrimSuffix(line, "\r")
		if strings.Count(bare, `"`)%2 == 1 {
			open = !open // a field in quotes goes on in the next line
		}
		if all != "" && !open && (len(bare) < len(line)) != (t.end == "\r\n") && mixed == 0 {
			mixed = len(t.lines) + 1
		}
		t.lines = append(t.lines, bare)
	}
	for len(t.lines) > 0 && t.lines[len(t.lines)-1] == "" {
		t.lines = t.lines[:len(t.lines)-1]
		t.blank++
	}
	if mixed > 0 {
		t.diag(mixed, medcode.KindLineEnd, "", "lines end in LF and in CR LF")
	}
	return t, nil
}

// record returns the CSV record that begins in line i, from 0, and how many
// lines it takes: a field in quotes may hold line ends.
func (t *text) record(i int) (string, int) {
	quotes, n := 0, 0
	for n == 0 || quotes%2 == 1 && i+n < len(t.lines) {
		quotes += strings.Count(t.lines[i+n], `"`)
		n++
	}
	return strings.Join(t.lines[i:i+n], "\n"), n
}

func badLine(data []byte) int {
	for n, line := range source.Lines(data) {
		if !utf8.Valid(line) {
			return n
		}
	}
	return 0
}

func (t *text) diag(line int, kind medcode.DiagnosticKind, offending, message string) {
	t.diags = append(t.diags, medcode.Diagnostic{File: t.file.Name, Line: line, Kind: kind, Text: offending, Message: message})
}

func (t *text) errorf(line int, offending, format string, a ...any) error {
	return &medcode.FileError{File: t.file.Name, Line: line, Text: offending, Err: fmt.Errorf(format, a...)}
}

// A lineWriter writes lines as a text had them.
type lineWriter struct {
	w   io.Writer
	buf bytes.Buffer
	n   int64
	err error
}

const flushAt = 1 << 16

func (w *lineWriter) flush() {
	if w.err == nil {
		var n int
		n, w.err = w.w.Write(w.buf.Bytes())
		w.n += int64(n)
	}
	w.buf.Reset()
}

// write writes n lines, each made by line, between the marks t had.
func (t *text) write(to io.Writer, n int, line func(*bytes.Buffer, int)) (int64, error) {
	if t == nil { // of what was not read
		return 0, nil
	}
	w := &lineWriter{w: to}
	if t.bom {
		w.buf.WriteString("\xef\xbb\xbf")
	}
	for i := range n {
		line(&w.buf, i)
		if i < n-1 || t.last {
			w.buf.WriteString(t.end)
		}
		if w.buf.Len() > flushAt {
			w.flush()
		}
	}
	for range t.blank {
		w.buf.WriteString(t.end)
	}
	w.flush()
	return w.n, w.err
}

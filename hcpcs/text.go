package hcpcs

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// The text file: records of 320 characters. The first line of a record holds
// all fields and the first 80 characters of the long description, further
// lines the rest of the description.
const (
	recordWidth = 320
	descBegin   = 11
	descEnd     = 91
)

// lineKind returns the record identification of a line of the text file (3 and
// 7 begin the record of a code and of a modifier, 4 and 8 continue it), or 0
// where the line is no record.
func lineKind[T string | []byte](line T) byte {
	if len(line) <= descBegin {
		return 0
	}
	for i := 5; i < 10; i++ {
		if !codeword.IsDigit(line[i]) {
			return 0
		}
	}
	switch k := line[10]; k {
	case '3', '4', '7', '8':
		return k
	}
	return 0
}

// isText reports whether data has a record among its first lines: disclaimers
// may come before.
func isText(data []byte) bool {
	for n, line := range source.Lines(data) {
		if k := lineKind(line); k == '3' || k == '7' {
			return true
		}
		if n == 100 {
			break
		}
	}
	return false
}

// columns returns data with one byte for every column. The files are ASCII, or
// Windows-1252 when they aren't; one saved as UTF-8 is taken back to that.
func columns(data []byte) []byte {
	for _, c := range data {
		if c >= utf8.RuneSelf {
			if b, err := charmap.Windows1252.NewEncoder().Bytes(data); utf8.Valid(data) && err == nil {
				return b
			}
			return data
		}
	}
	return data
}

// readText reads the text file of a release.
func (b *builder) readText(file string, data []byte) error {
	b.diags = append(b.diags, shape.Whole(file, data)...)
	data = columns(data)
	ascii := !bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	if n := bytes.Count(data, []byte{0xA0}); n > 0 {
		b.diag(medcode.Diagnostic{File: file, Kind: medcode.KindNoBreakSpace, Message: fmt.Sprintf("%d no-break spaces were read as spaces", n)})
		data = bytes.ReplaceAll(data, []byte{0xA0}, []byte{' '})
	}
	t := &textReader{builder: b, file: file, ascii: ascii}
	b.codes = make([]Record, 0, len(data)/recordWidth)
	all := string(data) // every field is a part of this
	for n := 1; len(all) > 0; n++ {
		line, rest, _ := strings.Cut(all, "\n")
		all = rest
		if err := t.line(n, strings.TrimRight(line, "\r")); err != nil {
			return err
		}
	}
	t.end()
	for _, l := range t.after {
		if strings.TrimSpace(l) != "" {
			b.diag(medcode.Diagnostic{File: file, Line: t.afterLine, Kind: medcode.KindTrailingText, Text: l, Message: "text behind the last record was left out"})
			t.after = nil
			break
		}
	}
	b.notice, b.tail = t.before, len(t.after)
	return nil
}

type textReader struct {
	*builder
	file      string
	ascii     bool
	rec       *Record  // being read
	parts     []string // its lines of description
	before    []string // lines before the first record
	after     []string // lines behind the last
	afterLine int
}

func (t *textReader) line(n int, line string) error {
	kind := lineKind(line)
	if kind == 0 {
		return t.other(n, line)
	}
	if len(t.after) > 0 {
		return &medcode.FileError{File: t.file, Line: t.afterLine, Text: t.after[0], Err: fmt.Errorf("a line that is no record among the records: %w", medcode.ErrSyntax)}
	}
	if kind == '4' || kind == '8' {
		t.continuation(n, line, kind)
		return nil
	}
	t.end()
	rec, err := t.begin(t.file, n, line[:5], kind)
	if err != nil {
		return err
	}
	t.rec = rec
	for i := range fields {
		f := &fields[i]
		t.set(rec, f, t.value(line, f.begin-1, f.end), t.file, n, f.begin)
	}
	t.parts = append(t.parts[:0], description(line))
	if rest := strings.TrimSpace(part(line, 293, len(line))); rest != "" {
		t.diag(medcode.Diagnostic{File: t.file, Line: n, Column: 294, Kind: medcode.KindTrailingText, Text: rest, Message: "text in the filler behind the action code was left out"})
	}
	return nil
}

// other takes a line that is no record: a notice before the first one, or
// what ends the file.
func (t *textReader) other(n int, line string) error {
	if strings.Trim(line, "\x1a") == "" && line != "" {
		t.diag(medcode.Diagnostic{File: t.file, Line: n, Kind: medcode.KindEndOfFileMark, Message: "the DOS end-of-file mark (0x1A) was left out"})
		return nil
	}
	if t.rec == nil {
		if looksDamaged(line) {
			return &medcode.FileError{File: t.file, Line: n, Text: line, Err: fmt.Errorf("a line that begins with a code but is no record: %w", medcode.ErrSyntax)}
		}
		t.before = append(t.before, line)
		return nil
	}
	if len(t.after) == 0 {
		t.afterLine = n
	}
	t.after = append(t.after, line)
	return nil
}

// looksDamaged reports whether a line that is no record begins as one does and
// is as long: it would be lost among the disclaimers. Those have small letters
// where a code stands, and tabs.
func looksDamaged(line string) bool {
	if len(line) < descEnd || strings.ContainsRune(line, '\t') || strings.ToUpper(line[:5]) != line[:5] {
		return false
	}
	_, _, err := subject(line[:5])
	return err == nil
}

// continuation takes a further line of description.
func (t *textReader) continuation(n int, line string, kind byte) {
	if t.rec == nil || !t.continues(t.rec, line[:5], kind) {
		t.diag(medcode.Diagnostic{File: t.file, Line: n, Kind: medcode.KindOrphanContinuation, Text: line[:descBegin],
			Message: "a continuation that doesn't follow the first line of its record was left out"})
		return
	}
	t.parts = append(t.parts, description(line))
}

// description returns the characters of description of a line, not decoded,
// without the blanks behind them.
func description(line string) string {
	return strings.TrimRight(part(line, descBegin, descEnd), " ")
}

// end joins the description of the record read last.
func (t *textReader) end() {
	if len(t.parts) < 2 {
		return
	}
	long := strings.Join(t.parts, " ")
	t.rec.Long = t.decode(long)
	lengths := make([]byte, 0, 8)
	for _, p := range t.parts[:len(t.parts)-1] {
		lengths = append(lengths, byte(len(p)))
	}
	if string(lengths) != usualBreaks(long) {
		t.rec.breaks = string(lengths)
	}
	t.parts = t.parts[:0]
}

// value returns a field of a line without the blanks behind it, and all but
// the description without those before it.
func (t *textReader) value(line string, begin, end int) string {
	if begin == descBegin {
		return t.decode(description(line))
	}
	return t.decode(strings.Trim(part(line, begin, end), " "))
}

func (t *textReader) decode(v string) string {
	if !t.ascii {
		// Windows-1252 decodes whatever the bytes.
		v, _ = charmap.Windows1252.NewDecoder().String(v)
	}
	return v
}

func part(line string, begin, end int) string {
	return line[min(begin, len(line)):min(end, len(line))]
}

// usualBreaks returns how CMS breaks a description into lines of at most 80
// characters, at the last blank of the first 80, as the lengths of the lines
// but the last.
func usualBreaks(long string) string {
	const width = descEnd - descBegin
	var lengths []byte
	for len(long) > width {
		i := strings.LastIndexByte(long[:width], ' ')
		if i < 0 {
			i = width - 1
		}
		lengths = append(lengths, byte(i))
		long = long[i+1:]
	}
	return string(lengths)
}

// WriteText writes the release as the text file that CMS publishes, with the
// disclaimers that some years' files open with. The text file of a release
// comes back byte for byte.
func (r *Release) WriteText(w io.Writer) error {
	r = r.full()
	buf := bufio.NewWriter(w)
	for _, line := range r.notice {
		buf.WriteString(line + "\r\n")
	}
	for _, set := range [][]Record{r.modifiers, r.codes} {
		for i := range set {
			if err := writeRecord(buf, &set[i]); err != nil {
				return err
			}
		}
	}
	for range r.tail {
		buf.WriteString("\r\n")
	}
	return buf.Flush()
}

func writeRecord(w *bufio.Writer, r *Record) error {
	long, err := charmap.Windows1252.NewEncoder().String(r.Long)
	if err != nil {
		return fmt.Errorf("hcpcs: %s%s: %w", r.Code, r.Modifier, err)
	}
	breaks := r.breaks
	if breaks == "" {
		breaks = usualBreaks(long)
	}
	for i := 0; ; i++ {
		desc := long
		if i < len(breaks) {
			n := int(breaks[i])
			if long[n] != ' ' {
				return fmt.Errorf("hcpcs: %s%s: a word of the description is longer than a line: %w", r.Code, r.Modifier, medcode.ErrSyntax)
			}
			desc, long = long[:n], long[n+1:]
		}
		if err := writeLine(w, r, i, desc); err != nil {
			return err
		}
		if i == len(breaks) {
			return nil
		}
	}
}

// writeLine writes line i of a record, 0 being the one with all fields.
func writeLine(w *bufio.Writer, r *Record, i int, desc string) error {
	var line [recordWidth]byte
	for j := range line {
		line[j] = ' '
	}
	kind := byte('3')
	if r.Modifier.IsValid() {
		kind = '7'
		copy(line[3:], r.Modifier.String())
	} else {
		copy(line[:], r.Code.String())
	}
	copy(line[5:], fmt.Sprintf("%05d", (i+1)*100))
	line[10] = kind
	if i > 0 {
		line[10] = kind + 1
	} else {
		for j := range fields[1:] {
			f := &fields[j+1]
			if err := put(line[f.begin-1:f.end], f.get(r), f.name == "ANEST_BU"); err != nil {
				return fmt.Errorf("hcpcs: %s%s, %s: %w", r.Code, r.Modifier, f.name, err)
			}
		}
	}
	copy(line[descBegin:descEnd], desc)
	_, err := w.Write(append(line[:], "\r\n"...))
	return err
}

// put writes a value into its columns, at the right end where asked.
func put(dst []byte, v string, right bool) error {
	b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(v))
	if err != nil {
		return err
	}
	if len(b) > len(dst) {
		return fmt.Errorf("%q is over %d characters: %w", v, len(dst), medcode.ErrSyntax)
	}
	if right {
		dst = dst[len(dst)-len(b):]
	}
	copy(dst, b)
	return nil
}

// shape is that of the text files, which end in hearing services.
var shape = intake.Shape{Fewest: 8_000, Last: regexp.MustCompile(`^V\d{4}`)}

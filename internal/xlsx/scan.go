package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/medcode/medcode/internal/xmlscan"
)

// appendText appends the text that s met last to dst, without Excel's own
// escapes.
func appendText(dst []byte, s *xmlscan.Scanner) ([]byte, error) {
	from := len(dst)
	dst, err := s.AppendText(dst)
	if err != nil || bytes.IndexByte(dst[from:], '_') < 0 {
		return dst, err
	}
	raw := bytes.Clone(dst[from:])
	dst = dst[:from]
	for i := 0; i < len(raw); {
		if r, ok := excelEscape(raw[i:]); ok {
			dst = utf8.AppendRune(dst, r)
			i += len("_x000D_")
		} else {
			dst = append(dst, raw[i])
			i++
		}
	}
	return dst, nil
}

// excelEscape reads the _xHHHH_ that stands for a character XML can't hold.
func excelEscape(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(v), err == nil
}

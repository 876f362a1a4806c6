package research

import (
	"errors"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// bookOf opens a file where it is a workbook with these sheets, and returns nil
// where it isn't.
func bookOf(e *source.Entry, limits medcode.Limits, sheets ...string) (*xlsx.Book, error) {
	data, err := e.Bytes()
	if err != nil || source.Sniff(data) != source.Zip {
		return nil, err
	}
	book, err := xlsx.Open(e.Path, data, limits)
	switch {
	case errors.Is(err, xlsx.ErrNoWorkbook):
		return nil, nil
	case err != nil:
		return nil, err
	}
	for _, s := range sheets {
		if !slices.ContainsFunc(book.Sheets(), func(name string) bool { return strings.EqualFold(name, s) }) {
			return nil, nil
		}
	}
	return book, nil
}

// versionIn returns the version in a title: "…, v2026.1".
func versionIn(title string) string {
	title = strings.TrimSpace(title)
	v, ok := strings.CutPrefix(title[strings.LastIndexByte(title, ' ')+1:], "v")
	if !ok || v == "" || !codeword.IsDigit(v[0]) {
		return ""
	}
	return v
}

// endOfContent stands in the last row of AHRQ's sheets.
const endOfContent = "End of Content"

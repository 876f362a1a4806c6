package research

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

var errNoBook = errors.New("no workbook")

// findBook returns the one workbook with these sheets.
func findBook(fsys fs.FS, opts medcode.ReadOptions, sheets ...string) (*xlsx.Book, medcode.File, error) {
	var found *xlsx.Book
	var file medcode.File
	var met []string
	err := source.Walk(fsys, opts, func(e *source.Entry) error {
		data, err := e.Bytes()
		if err != nil {
			return err
		}
		if kind := source.Sniff(data); kind != source.Zip {
			met = append(met, fmt.Sprintf("%s (%s)", e.Path, kind))
			return nil
		}
		book, err := xlsx.Open(e.Path, data, opts.Limits)
		if errors.Is(err, xlsx.ErrNoWorkbook) {
			met = append(met, e.Path)
			return nil
		}
		if err != nil {
			return err
		}
		for _, s := range sheets {
			if !slices.ContainsFunc(book.Sheets(), func(name string) bool { return strings.EqualFold(name, s) }) {
				met = append(met, fmt.Sprintf("%s (sheets %s)", e.Path, strings.Join(book.Sheets(), " ")))
				return nil
			}
		}
		if found != nil {
			return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second workbook beside %s: %w", file.Name, medcode.ErrLayout)}
		}
		found, file = book, e.File()
		return nil
	})
	if err == nil && found == nil {
		err = fmt.Errorf("%w with the sheets %s; met %s: %w", errNoBook, strings.Join(sheets, ", "), strings.Join(met, ", "), medcode.ErrLayout)
	}
	return found, file, err
}

func cellError(file string, row xlsx.Row, column int, format string, a ...any) error {
	return &medcode.FileError{File: file, Line: row.Number, Column: column + 1, Text: row.Cell(column), Err: fmt.Errorf(format, a...)}
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

package risk

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// eachLine calls fn with the fields between tabs of the lines of a table.
func eachLine(data []byte, fn func([]string) error) error {
	for n, line := range source.Lines(data) {
		f := strings.Split(strings.TrimRight(string(line), "\r"), "\t")
		if len(f) < 2 || f[0] == "" {
			continue
		}
		if err := fn(f); err != nil {
			return &medcode.FileError{Line: n, Text: string(line), Err: err}
		}
	}
	return nil
}

var agesText = regexp.MustCompile(`\(age\s*(\d+)\s*(?:-\s*(\d+)|(\+))?\)`)

func (r *hhsReader) ages(data []byte) error {
	return eachLine(data, func(f []string) error {
		m := agesText.FindStringSubmatch(f[1])
		if m == nil {
			return fmt.Errorf("want ages: %w", medcode.ErrSyntax)
		}
		lo, _ := strconv.Atoi(m[1])
		hi := lo
		if m[2] != "" {
			hi, _ = strconv.Atoi(m[2])
		} else if m[3] != "" {
			hi = oldest
		}
		c, err := research.ParseCode(research.ICD10CM, f[0])
		r.h.ages[c] = [2]int{lo, hi}
		return err
	})
}

func (r *hhsReader) sexes(data []byte) error {
	return eachLine(data, func(f []string) error {
		c, err := research.ParseCode(research.ICD10CM, f[0])
		if err != nil {
			return err
		}
		word, _, _ := strings.Cut(f[1], " ")
		sex, err := medcode.ParseSex(word)
		r.h.sexes[c] = sex
		return err
	})
}

func (r *hhsReader) drugs(to map[string]uint8) func([]byte) error {
	return func(data []byte) error {
		return eachLine(data, func(f []string) error {
			n, err := strconv.ParseUint(strings.TrimSpace(f[1]), 10, 8)
			if err != nil || n == 0 || n > 31 {
				return fmt.Errorf("drug class %q: want 1 to 31: %w", f[1], medcode.ErrSyntax)
			}
			to[f[0]] = uint8(n)
			return nil
		})
	}
}

func (r *hhsReader) mapping(x hhsText) error {
	codes := map[research.Code][]uint8{}
	r.h.codes[x.year] = codes
	err := eachLine(x.data, func(f []string) error {
		c, err := research.ParseCode(research.ICD10CM, f[0])
		if err != nil {
			return err
		}
		if i, ok := r.place[strings.ReplaceAll(strings.TrimSpace(f[1]), ".", "_")]; ok {
			codes[c] = append(codes[c], i)
		}
		return nil
	})
	if e := (*medcode.FileError)(nil); errors.As(err, &e) {
		e.File = x.path
	}
	r.h.diags = append(r.h.diags, source.Unfinished(x.path, x.data)...)
	return err
}

// workbook reads the factors, if the workbook has a sheet of them: model,
// variable, whether it is used, and a factor for each level.
func (r *hhsReader) workbook(data []byte) (string, error) {
	book, err := xlsx.Open(r.path, data, r.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	took := ""
	for _, sheet := range book.Sheets() {
		heading := false
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return "", err
			}
			if !heading {
				if row.Number > 10 {
					break
				}
				heading = strings.EqualFold(row.Cell(0), "Model") && strings.Contains(row.Cell(3), "Platinum")
				continue
			}
			m := slices.Index([]string{"adult", "child", "infant"}, strings.ToLower(row.Cell(0)))
			if m < 0 || !strings.EqualFold(row.Cell(2), "Yes") {
				continue
			}
			var f [5]float64
			for i := range f {
				v, err := strconv.ParseFloat(strings.TrimSpace(row.Cell(3+i)), 64)
				if err != nil || !(v > -1000 && v < 1000) {
					return "", row.Errorf(r.path, 3+i, "want a factor: %w", medcode.ErrSyntax)
				}
				f[i] = round3(v)
			}
			if r.h.factors[m] == nil {
				r.h.factors[m] = map[string][5]float64{}
			}
			r.h.factors[m][strings.ToUpper(strings.TrimSpace(row.Cell(1)))] = f
			took = "factors"
		}
	}
	return took, nil
}

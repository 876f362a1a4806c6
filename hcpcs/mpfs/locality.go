package mpfs

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/source"
)

// A Locality is a payment locality: an area with its own cost indices. A
// contractor and a number identify it.
type Locality struct {
	MAC        string `json:"mac"`    // Medicare administrative contractor, 5 digits
	Number     string `json:"number"` // 2 digits
	State      string `json:"state"`  // 2 letters
	Name       string `json:"name"`
	Footnote   string `json:"footnote,omitempty"` // what an asterisk behind the name refers to
	Work       GPCI   `json:"work"`
	PE         GPCI   `json:"pe"`
	MP         GPCI   `json:"mp"`
	Anesthesia Factor `json:"anesthesia"` // conversion factor, dollars a unit; 0 without the file
}

// National is a locality that doesn't adjust: its indices are 1.
func (r *Release) National() Locality {
	return Locality{Name: "National", Work: 1000, PE: 1000, MP: 1000, Anesthesia: r.anesthesia}
}

// Locality returns the locality of a contractor and a number, with or without
// their leading zeros.
func (r *Release) Locality(mac, number string) (Locality, bool) {
	key := Locality{MAC: zeros(mac, 5), Number: zeros(number, 2)}
	i, ok := slices.BinarySearchFunc(r.localities, key, compareLocality)
	if !ok {
		return Locality{}, false
	}
	return r.localities[i], true
}

// Localities yields the localities by contractor and number.
func (r *Release) Localities() iter.Seq[Locality] { return slices.Values(r.localities) }

func compareLocality(a, b Locality) int {
	return cmp.Or(cmp.Compare(a.MAC, b.MAC), cmp.Compare(a.Number, b.Number))
}

// A County is a row of the crosswalk from localities to counties.
type County struct {
	MAC      string `json:"mac"`
	Number   string `json:"number"`
	State    string `json:"state"` // name in capitals
	Area     string `json:"area"`  // fee schedule area
	Counties string `json:"counties"`
}

// Counties returns the crosswalk from localities to counties. The caller must
// not change it.
func (r *Release) Counties() []County { return r.counties }

// readGPCI reads the cost indices, as csv, workbook or text.
func (b *builder) readGPCI(file string, rows iter.Seq2[table.Row, error]) error {
	restored, last := 0, ""
	footnotes := map[string]string{}
	for row, err := range rows {
		if err != nil {
			return err
		}
		mac := row.Cell(0)
		if stars, note, ok := footnote(mac); ok {
			footnotes[stars] = note
		}
		if !digits(mac) {
			if last = mac; numeric(row.Cell(4)) {
				return notMAC(file, row)
			}
			continue
		}
		l := Locality{MAC: zeros(mac, 5), State: row.Cell(1), Number: zeros(row.Cell(2), 2), Name: row.Cell(3)}
		if len(l.MAC) != len(mac) || l.Number != row.Cell(2) {
			restored++
		}
		for i, g := range [...]*GPCI{&l.Work, &l.PE, &l.MP} {
			n, err := decimal.Parse(row.Cell(4+i), 3)
			if err != nil {
				return &medcode.FileError{File: file, Line: row.Line, Column: 5 + i, Text: row.Cell(4 + i), Err: err}
			}
			*g = GPCI(n)
		}
		b.localities = append(b.localities, l)
	}
	if len(b.localities) == 0 {
		return &medcode.FileError{File: file, Text: last, Err: fmt.Errorf("no locality with three cost indices: %w", medcode.ErrLayout)}
	}
	for i := range b.localities {
		l := &b.localities[i]
		name := strings.TrimRight(l.Name, "* ")
		l.Footnote, l.Name = footnotes[strings.TrimSpace(l.Name[len(name):])], strings.Clone(name)
	}
	slices.SortStableFunc(b.localities, compareLocality)
	b.localities = slices.CompactFunc(b.localities, func(first, second Locality) bool {
		twice := compareLocality(first, second) == 0
		if twice {
			b.diag(medcode.Diagnostic{File: file, Kind: "duplicate-locality", Text: second.MAC + " " + second.Number, Message: "a second row of the locality was left out"})
		}
		return twice
	})
	b.restored(file, restored)
	return nil
}

// numeric reports whether a cell is a number, which the rows around a table
// don't have where its rows do.
func numeric(s string) bool {
	_, err := decimal.Parse(s, 4)
	return err == nil
}

// notMAC is the error of a row of values without a contractor: it would be
// taken for a title or a footnote and lost.
func notMAC(file string, row table.Row) error {
	return &medcode.FileError{File: file, Line: row.Line, Column: 1, Text: row.Cell(0), Err: fmt.Errorf("want the number of a contractor: %w", medcode.ErrSyntax)}
}

// footnote splits "**PE GPCI reflects …".
func footnote(s string) (stars, note string, ok bool) {
	note = strings.TrimLeft(s, "*")
	return s[:len(s)-len(note)], strings.Clone(strings.TrimSpace(note)), len(note) < len(s) && note != ""
}

func (b *builder) restored(file string, n int) {
	if n > 0 {
		b.diag(medcode.Diagnostic{File: file, Kind: "leading-zeros", Message: fmt.Sprintf("%d contractor or locality numbers had lost their leading zeros, which were put back", n)})
	}
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// gpciText yields the rows of the text file of cost indices: contractor, state,
// number, name, and three numbers at the end.
func gpciText(data []byte) iter.Seq2[table.Row, error] {
	return func(yield func(table.Row, error) bool) {
		for n, line := range source.Lines(data) {
			words := strings.Fields(string(line))
			cells := []string{strings.TrimSpace(string(line))}
			switch k := len(words) - 3; {
			case k >= 3 && (digits(words[0]) || !slices.ContainsFunc(words[k:], func(s string) bool { return !numeric(s) })):
				cells = append([]string{words[0], words[1], words[2], strings.Join(words[3:k], " ")}, words[k:]...)
			case len(words) > 0 && digits(words[0]):
				cells = words // not a whole row
			}
			if !yield(table.Row{Line: n, Cells: cells}, nil) {
				return
			}
		}
	}
}

// isGPCIText reports whether the cost indices are columns rather than csv.
func isGPCIText(data []byte) bool {
	return source.Sniff(data) == source.Text && !bytes.Contains(data[:min(len(data), 2000)], []byte(",State,"))
}

// readCounties reads the crosswalk from localities to counties, in which a
// state is named once.
func (b *builder) readCounties(file string, rows iter.Seq2[table.Row, error]) error {
	restored, state := 0, ""
	known := false // the heading is read
	for row, err := range rows {
		if err != nil {
			return err
		}
		mac, number := row.Cell(0), row.Cell(1)
		if !digits(mac) || !digits(number) {
			if known && (row.Cell(3) != "" || row.Cell(4) != "") {
				return notMAC(file, row)
			}
			known = known || strings.EqualFold(row.Cell(4), "Counties")
			continue
		}
		if s := row.Cell(2); s != "" {
			state = strings.Clone(s)
		}
		c := County{MAC: zeros(mac, 5), Number: zeros(number, 2), State: state,
			Area: strings.Clone(row.Cell(3)), Counties: strings.Clone(row.Cell(4))}
		if c.MAC != mac || c.Number != number {
			restored++
		}
		c.MAC, c.Number = strings.Clone(c.MAC), strings.Clone(c.Number)
		b.counties = append(b.counties, c)
	}
	if len(b.counties) == 0 {
		return &medcode.FileError{File: file, Err: fmt.Errorf("no row with contractor and locality: %w", medcode.ErrLayout)}
	}
	b.restored(file, restored)
	return nil
}

// An anesthesiaFactor is a row of the anesthesia conversion factors.
type anesthesiaFactor struct {
	mac, number string
	factor      Factor
}

// readAnesthesia reads the anesthesia conversion factors; the heading holds the
// national one ("National Anes CF of 20.3178").
func (b *builder) readAnesthesia(file string, rows iter.Seq2[table.Row, error]) error {
	restored := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		mac, number, last := row.Cell(0), row.Cell(1), row.Cell(3)
		if !digits(mac) {
			if i := strings.LastIndex(last, " "); strings.Contains(strings.ToUpper(last), "ANES CF") && i >= 0 {
				if n, err := decimal.Parse(last[i:], 4); err == nil {
					b.anesthesia = Factor(n)
				}
			}
			if numeric(last) {
				return notMAC(file, row)
			}
			continue
		}
		n, err := decimal.Parse(last, 4)
		if err != nil {
			return &medcode.FileError{File: file, Line: row.Line, Column: 4, Text: last, Err: err}
		}
		f := anesthesiaFactor{strings.Clone(zeros(mac, 5)), strings.Clone(zeros(number, 2)), Factor(n)}
		if f.mac != mac || f.number != number {
			restored++
		}
		b.anesthesiaFactors = append(b.anesthesiaFactors, f)
	}
	if len(b.anesthesiaFactors) == 0 {
		return &medcode.FileError{File: file, Err: fmt.Errorf("no row with contractor, locality and factor: %w", medcode.ErrLayout)}
	}
	b.restored(file, restored)
	return nil
}

// joinAnesthesia gives the localities their anesthesia conversion factors.
func (b *builder) joinAnesthesia(file string) {
	for _, f := range b.anesthesiaFactors {
		i, ok := slices.BinarySearchFunc(b.localities, Locality{MAC: f.mac, Number: f.number}, compareLocality)
		if ok {
			b.localities[i].Anesthesia = f.factor
		} else if len(b.localities) > 0 {
			b.diag(medcode.Diagnostic{File: file, Kind: "unknown-locality", Text: f.mac + " " + f.number, Message: "an anesthesia factor of a locality without cost indices was left out"})
		}
	}
}

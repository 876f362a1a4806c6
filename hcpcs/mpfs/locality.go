package mpfs

import (
	"cmp"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
)

// A Locality is a payment locality: an area with its own cost indices. A
// contractor and a number identify it.
type Locality struct {
	MAC      string `json:"mac"`    // Medicare administrative contractor, 5 digits
	Number   string `json:"number"` // 2 digits
	State    string `json:"state"`  // 2 letters
	Name     string `json:"name"`
	Footnote string `json:"footnote,omitempty"` // what an asterisk behind the name refers to
	Work     GPCI   `json:"work"`
	PE       GPCI   `json:"pe"`
	MP       GPCI   `json:"mp"`
	// WorkWithoutFloor is the index of work as it would be without the floor of
	// 1.0 that the law sets for a time (Social Security Act, section
	// 1848(e)(1)(E)), in the years whose file has both; else 0. Work is the one
	// with the floor, or the only one. Payment takes Work: on days when the law
	// sets no floor, give it a Locality with WorkWithoutFloor in its place.
	WorkWithoutFloor GPCI             `json:"workWithoutFloor,omitempty"`
	Anesthesia       ConversionFactor `json:"anesthesia"` // conversion factor, dollars a unit; 0 without the file
	// AnesthesiaQualifying is that of qualifying participants in an alternative
	// payment model; 0 where there is one for all.
	AnesthesiaQualifying ConversionFactor `json:"anesthesiaQualifying,omitempty"`
}

// National is a locality that doesn't adjust: its indices are 1.
func (r *Release) National() Locality {
	return Locality{Name: "National", Work: 1000, PE: 1000, MP: 1000, Anesthesia: r.anesthesia, AnesthesiaQualifying: r.anesthesiaQualifying}
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

// indexColumns are the columns of the cost indices. Files before 2021 name no
// state; some of 2026 have two indices of work, with the floor that the law sets
// for a time and without.
var indexColumns = []heading.Column{
	{Name: "contractor", Is: isContractor},
	{Name: "locality number", Is: isNumber},
	{Name: "work", Is: func(t string) bool { return heading.Has(t, "PW", "WORK") && !heading.Has(t, "WITHOUT") }, Need: heading.Optional},
	{Name: "PE", Is: func(t string) bool {
		return heading.Has(t, "PE") || heading.Has(t, "PRACTICE") && heading.Has(t, "EXPENSE")
	}},
	{Name: "MP", Is: func(t string) bool { return heading.Has(t, "MP", "MALPRACTICE", "PLI") }},
	{Name: "work without floor", Is: func(t string) bool { return heading.Has(t, "PW", "WORK") && heading.Has(t, "WITHOUT") }, Need: heading.Optional},
	{Name: "state", Is: func(t string) bool { return heading.Has(t, "STATE") && !heading.Has(t, "NAME") }, Need: heading.Optional},
	{Name: "locality name", Is: isName, Need: heading.Optional},
}

// readGPCI reads the cost indices, as csv, workbook or text.
func (b *builder) readGPCI(file string, rows iter.Seq2[table.Row, error]) error {
	restored, last := 0, ""
	footnotes := map[string]string{}
	var at []int // of indexColumns; nil above the heading
	for row, err := range rows {
		if err != nil {
			return err
		}
		if at == nil {
			last = cmp.Or(strings.Clone(row.Cell(0)), last)
			if at, err = b.columns(file, row, indexColumns); err != nil {
				return err
			}
			if at == nil {
				if digits(row.Cell(0)) && numeric(row.Cell(len(row.Cells)-1)) {
					break // rows without a heading
				}
				continue
			}
			if at[2] < 0 { // there is no other than the one without the floor
				at[2], at[5] = at[5], -1
			}
			if at[5] >= 0 {
				b.diag(medcode.Diagnostic{File: file, Line: row.Line, Column: at[5] + 1, Kind: medcode.KindTwoWorkIndices, Text: strings.Clone(row.Cell(at[5])),
					Message: "there are two indices of work; Work is the one with the floor, WorkWithoutFloor the other"})
			}
			continue
		}
		mac, number := row.Cell(at[0]), row.Cell(at[1])
		if stars, note, ok := footnote(mac); ok {
			footnotes[stars] = note
		}
		if !digits(mac) {
			if numeric(row.Cell(at[2])) {
				return notMAC(file, row)
			}
			continue
		}
		l := Locality{MAC: zeros(mac, 5), State: row.Cell(at[6]), Number: zeros(number, 2), Name: row.Cell(at[7])}
		if len(l.MAC) != len(mac) || l.Number != number {
			restored++
		}
		for i, g := range [...]*GPCI{&l.Work, &l.PE, &l.MP, &l.WorkWithoutFloor} {
			if at[2+i] < 0 {
				continue
			}
			text := row.Cell(at[2+i])
			n, err := decimal.Parse(text, 3)
			if err != nil {
				return &medcode.FileError{File: file, Line: row.Line, Column: at[2+i] + 1, Text: text, Err: err}
			}
			*g = GPCI(n)
		}
		b.localities = append(b.localities, l)
	}
	if len(b.localities) == 0 {
		return b.withoutRows(file, at, last)
	}
	for i := range b.localities {
		l := &b.localities[i]
		name := strings.TrimRight(l.Name, "* ")
		l.Footnote, l.Name = footnotes[strings.TrimSpace(l.Name[len(name):])], strings.Clone(name)
		l.MAC, l.State, l.Number = strings.Clone(l.MAC), strings.Clone(l.State), strings.Clone(l.Number)
	}
	slices.SortStableFunc(b.localities, compareLocality)
	b.localities = slices.CompactFunc(b.localities, func(first, second Locality) bool {
		twice := compareLocality(first, second) == 0
		if twice {
			b.diag(medcode.Diagnostic{File: file, Kind: medcode.KindDuplicateRow, Text: second.MAC + " " + second.Number, Message: "a second row of the locality was left out"})
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
		b.diag(medcode.Diagnostic{File: file, Kind: medcode.KindLeadingZeros, Message: fmt.Sprintf("%d contractor or locality numbers had lost their leading zeros, which were put back", n)})
	}
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// gpciText yields the rows of the text file of cost indices: contractor, state
// (not in all years), number, name, and the indices at the end, under a heading
// made for them, since the one of the file is cut.
func gpciText(data []byte) iter.Seq2[table.Row, error] {
	return func(yield func(table.Row, error) bool) {
		head := []string{"CONTRACTOR", "STATE", "LOCALITY", "LOCALITY NAME", "WORK", "PE", "MP"}
		for _, line := range source.Lines(data) {
			if len(gpciCells(string(line))) > len(head) {
				head = append(head, "WORK WITHOUT FLOOR")
				break
			}
		}
		if !yield(table.Row{Cells: head}, nil) {
			return
		}
		for n, line := range source.Lines(data) {
			if !yield(table.Row{Line: n, Cells: gpciCells(string(line))}, nil) {
				return
			}
		}
	}
}

// gpciCells splits a line of the text file, as the heading of gpciText names
// the cells: of two indices of work the greater is the one with the floor. A
// line that neither begins nor ends as a row is one cell.
func gpciCells(line string) []string {
	words := strings.Fields(line)
	k := len(words)
	for k > 0 && strings.Contains(words[k-1], ".") && numeric(words[k-1]) {
		k--
	}
	indices := words[k:]
	if len(indices) < 3 && (len(words) == 0 || !digits(words[0])) {
		return []string{strings.TrimSpace(line)}
	}
	cells := []string{"", "", "", ""}
	copy(cells, words[:min(k, 1)])
	number := slices.IndexFunc(words[:k], func(w string) bool { return len(w) <= 2 && digits(w) })
	if number > 0 {
		cells[1], cells[2], cells[3] = strings.Join(words[1:number], " "), words[number], strings.Join(words[number+1:k], " ")
	}
	if len(indices) < 4 {
		return append(cells, indices...)
	}
	floored, work := indices[1], indices[0]
	if compareNumbers(work, floored) > 0 {
		floored, work = work, floored
	}
	return append(append(append(cells, floored), indices[2:]...), work)
}

func compareNumbers(a, b string) int {
	x, _ := decimal.Parse(a, 4)
	y, _ := decimal.Parse(b, 4)
	return cmp.Compare(x, y)
}

var countyColumns = []heading.Column{
	{Name: "contractor", Is: isContractor},
	{Name: "locality number", Is: isNumber},
	{Name: "state", Is: func(t string) bool { return heading.Has(t, "STATE") }},
	{Name: "fee schedule area", Is: func(t string) bool {
		return heading.Has(t, "AREA") || heading.Has(t, "LOCALITY") && heading.Has(t, "NAME")
	}},
	{Name: "counties", Is: func(t string) bool { return heading.Has(t, "COUNTIES", "COUNTY") }},
}

// readCounties reads the crosswalk from localities to counties, in which a
// state is named once.
func (b *builder) readCounties(file string, rows iter.Seq2[table.Row, error]) error {
	restored, state := 0, ""
	var at []int // of countyColumns; nil above the heading
	for row, err := range rows {
		if err != nil {
			return err
		}
		if at == nil {
			if at, err = b.columns(file, row, countyColumns); err != nil {
				return err
			}
			continue
		}
		mac, number := row.Cell(at[0]), row.Cell(at[1])
		if !digits(mac) || !digits(number) {
			if row.Cell(at[3]) != "" || row.Cell(at[4]) != "" {
				return notMAC(file, row)
			}
			continue
		}
		if s := row.Cell(at[2]); s != "" {
			state = strings.Clone(s)
		} else if n := len(b.counties); n > 0 && zeros(mac, 5)[:2] != b.counties[n-1].MAC[:2] && state != "" {
			// another jurisdiction: the text of 2025 lacks the name of California
			b.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: medcode.KindMissingState, Text: strings.Clone(row.Cell(at[3])), Message: "the row begins a state without naming it; its localities are left without"})
			state = ""
		}
		c := County{MAC: zeros(mac, 5), Number: zeros(number, 2), State: state,
			Area: strings.Clone(row.Cell(at[3])), Counties: strings.Clone(row.Cell(at[4]))}
		if c.MAC != mac || c.Number != number {
			restored++
		}
		c.MAC, c.Number = strings.Clone(c.MAC), strings.Clone(c.Number)
		b.counties = append(b.counties, c)
	}
	if len(b.counties) == 0 {
		return b.withoutRows(file, at, "")
	}
	b.restored(file, restored)
	return nil
}

// An anesthesiaFactor is a row of the anesthesia conversion factors.
type anesthesiaFactor struct {
	mac, number        string
	factor, qualifying ConversionFactor
}

// anesthesiaColumns are the columns of the anesthesia conversion factors. Since
// 2026 there are two, one of them for qualifying participants in an alternative
// payment model.
var anesthesiaColumns = []heading.Column{
	{Name: "contractor", Is: isContractor},
	{Name: "locality number", Is: isNumber},
	{Name: "anesthesia conversion factor", Is: func(t string) bool { return isFactor(t) && !isQualifying(t) }},
	{Name: "factor of qualifying participants", Is: func(t string) bool { return isFactor(t) && isQualifying(t) }, Need: heading.Optional},
	{Name: "locality name", Is: isName, Need: heading.Optional},
}

// nationalFactor is a factor in a heading, and no percentage: "National Anes CF
// (with 2.5% statutory increase) of 20.599835".
var nationalFactor = regexp.MustCompile(`\b(\d{2}\.\d{1,6})(?:[^\d%]|$)`)

// readAnesthesia reads the anesthesia conversion factors; the heading holds the
// national one.
func (b *builder) readAnesthesia(file string, rows iter.Seq2[table.Row, error]) error {
	restored := 0
	var at []int // of anesthesiaColumns; nil above the heading
	for row, err := range rows {
		if err != nil {
			return err
		}
		if at == nil {
			if at, err = b.columns(file, row, anesthesiaColumns); err != nil {
				return err
			}
			if at != nil {
				b.anesthesia, b.anesthesiaQualifying = national(row.Cell(at[2])), national(row.Cell(at[3]))
			}
			continue
		}
		mac, number := row.Cell(at[0]), row.Cell(at[1])
		if !digits(mac) {
			if numeric(row.Cell(at[2])) {
				return notMAC(file, row)
			}
			continue
		}
		f := anesthesiaFactor{mac: strings.Clone(zeros(mac, 5)), number: strings.Clone(zeros(number, 2))}
		for i, to := range [...]*ConversionFactor{&f.factor, &f.qualifying} {
			if at[2+i] < 0 {
				continue
			}
			n, err := decimal.Parse(row.Cell(at[2+i]), 6)
			if err != nil {
				return &medcode.FileError{File: file, Line: row.Line, Column: at[2+i] + 1, Text: row.Cell(at[2+i]), Err: err}
			}
			*to = ConversionFactor(decimal.Scale(n, 1, 100))
		}
		if f.mac != mac || f.number != number {
			restored++
		}
		b.anesthesiaFactors = append(b.anesthesiaFactors, f)
	}
	if len(b.anesthesiaFactors) == 0 {
		return b.withoutRows(file, at, "")
	}
	b.restored(file, restored)
	return nil
}

// national returns the factor that a heading names, or 0.
func national(title string) ConversionFactor {
	m := nationalFactor.FindStringSubmatch(title)
	if m == nil {
		return 0
	}
	n, _ := decimal.Parse(m[1], 6) // six decimals always parse
	return ConversionFactor(decimal.Scale(n, 1, 100))
}

// joinAnesthesia gives the localities their anesthesia conversion factors.
func (b *builder) joinAnesthesia(file string) {
	for _, f := range b.anesthesiaFactors {
		i, ok := slices.BinarySearchFunc(b.localities, Locality{MAC: f.mac, Number: f.number}, compareLocality)
		if ok {
			b.localities[i].Anesthesia, b.localities[i].AnesthesiaQualifying = f.factor, f.qualifying
		} else if len(b.localities) > 0 {
			b.diag(medcode.Diagnostic{File: file, Kind: medcode.KindUnknownLocality, Text: f.mac + " " + f.number, Message: "an anesthesia factor of a locality without cost indices was left out"})
		}
	}
}

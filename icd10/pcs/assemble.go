package pcs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/orderfile"
)

// assemble makes the indexes and compares the parts with each other.
func (b *releaseReader) assemble() error {
	r := b.r
	b.date()
	b.indexTables()
	switch {
	case r.parts.Order:
	case len(r.read.grid.tables) > 0:
		r.order = *orderOf(r.read.grid.tables)
	case b.list != nil:
		r.order = *b.list
	default:
		r.order.Kind = orderfile.Order
	}
	b.indexRows()
	b.compareTables()
	b.compareList()
	b.compareSummary()
	if r.parts.Index && len(r.read.rows.codes) > 0 {
		b.compareIndex()
	}
	if b.r.addenda != nil {
		r.changes = changesOf(b.r.addenda)
	}
	return nil
}

func (b *releaseReader) indexTables() {
	r := b.r
	r.read.grid.byTable = make(map[codeword.Word]int32, len(r.read.grid.tables))
	kept := r.read.grid.tables[:0]
	for _, t := range r.read.grid.tables {
		if first, twice := r.read.grid.byTable[t.word]; twice {
			b.report("", 0, medcode.KindDuplicateTable, t.ID, "a table occurs twice; the rows of both stand")
			kept[first].Rows = append(kept[first].Rows, t.Rows...)
			continue
		}
		r.read.grid.byTable[t.word] = int32(len(kept))
		kept = append(kept, t)
	}
	r.read.grid.tables = kept
}

func (b *releaseReader) report(file string, line int, kind medcode.DiagnosticKind, text, message string) {
	b.r.diags = append(b.r.diags, medcode.Diagnostic{File: file, Line: line, Kind: kind, Text: text, Message: message})
}

func (b *releaseReader) indexRows() {
	r := b.r
	rows := r.order.Rows
	set := &r.read.rows
	*set = rowSet{words: make([]codeword.Word, len(rows)), codes: make([]codeword.Word, 0, len(rows)), at: codeword.NewTable(len(rows))}
	for i, row := range rows {
		set.words[i] = row.Code
		if first, twice := set.at.Find(row.Code); twice {
			b.report(b.orderAt, i+1, medcode.KindDuplicateCode, row.Code.String(), fmt.Sprintf("the same code as in row %d, which stands", first+1))
			continue
		}
		if row.Valid != (row.Code.Len() == 7) {
			b.report(b.orderAt, i+1, medcode.KindFlag, row.Code.String(), "a header has 3 characters, a code 7; the flag says otherwise")
		}
		set.at.Add(row.Code, int32(i))
		if row.Code.Len() == 7 {
			set.codes = append(set.codes, row.Code)
			if _, ok := set.at.Find(row.Code.First(3)); !ok && r.parts.Order {
				b.report(b.orderAt, i+1, medcode.KindNoHeader, row.Code.String(), "a code without the header of its table before it")
			}
		}
	}
	slices.Sort(set.codes)
}

// orderOf makes the rows that an order file of the tables would have, without
// the titles of codes.
func orderOf(tables []Table) *orderfile.File {
	f := &orderfile.File{Kind: orderfile.Order}
	for i := range tables {
		t := &tables[i]
		system := t.Axes[1].Values[0].Label
		if system == "None" {
			system = t.Axes[0].Values[0].Label
		}
		title := system + ", " + t.Axes[2].Values[0].Label
		f.Rows = append(f.Rows, orderfile.Row{Code: t.word, Long: title})
		first := len(f.Rows)
		for c := range t.Codes() {
			f.Rows = append(f.Rows, orderfile.Row{Code: c.w, Valid: true})
		}
		slices.SortFunc(f.Rows[first:], func(a, b orderfile.Row) int { return Code{a.Code}.Compare(Code{b.Code}) })
	}
	for i := range f.Rows {
		f.Rows[i].Number = int32(i + 1)
	}
	return f
}

// compareTables reports codes that only one of tables and order file has.
func (b *releaseReader) compareTables() {
	r := b.r
	if !r.parts.Tables || !r.parts.Order {
		return
	}
	var made []codeword.Word
	for i := range r.read.grid.tables {
		for c := range r.read.grid.tables[i].Codes() {
			made = append(made, c.w)
		}
	}
	slices.Sort(made)
	b.missing(made, r.read.rows.codes, medcode.KindCodesDiffer, "the tables make %d codes that the order file lacks")
	b.missing(r.read.rows.codes, made, medcode.KindCodesDiffer, "the order file has %d codes that the tables don't make")
}

func (b *releaseReader) compareList() {
	if b.list == nil || !b.r.parts.Order {
		return
	}
	var listed []codeword.Word
	for _, row := range b.list.Rows {
		listed = append(listed, row.Code)
	}
	slices.Sort(listed)
	b.missing(listed, b.r.read.rows.codes, medcode.KindCodesDiffer, "the codes file has %d codes that the order file lacks")
	b.missing(b.r.read.rows.codes, listed, medcode.KindCodesDiffer, "the order file has %d codes that the codes file lacks")
}

// missing reports the words of the sorted list have that the sorted list in lacks.
func (b *releaseReader) missing(have, in []codeword.Word, kind medcode.DiagnosticKind, message string) {
	var lost []string
	for _, w := range have {
		if _, ok := slices.BinarySearch(in, w); !ok {
			lost = append(lost, w.String())
		}
	}
	if len(lost) > 0 {
		b.report(b.orderAt, 0, kind, strings.Join(lost[:min(len(lost), 10)], " "), fmt.Sprintf(message, len(lost)))
	}
}

// compareSummary holds the order file against the counts that its addenda end with.
func (b *releaseReader) compareSummary() {
	if b.r.addenda == nil || !b.r.parts.Order {
		return
	}
	for _, s := range b.r.addenda.Summaries {
		have := len(b.r.read.rows.codes)
		if s.Of == "headers" {
			have = b.r.read.rows.at.Len() - have
		}
		if s.After != have {
			b.report(b.orderAt, 0, medcode.KindCount, s.Of, fmt.Sprintf("the addenda count %d %s in the order file, which has %d", s.After, s.Of, have))
		}
	}
}

// date finds the release's name and period. No file but the XML says its year
// inside; addenda name the order files, and file names mostly do.
func (b *releaseReader) date() {
	updates := false
	if b.r.addenda != nil {
		for _, s := range b.r.addenda.Summaries {
			b.years = append(b.years, s.AfterFile)
			updates = updates || intake.SameYear(s.BeforeFile, s.AfterFile)
		}
	}
	var diags []medcode.Diagnostic
	b.r.prov.Release, b.r.prov.Effective, diags = intake.Dating(intake.Evidence{Years: b.years, Names: b.names, Updates: updates})
	b.r.diags = append(b.r.diags, diags...)
}

package claimfile

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// header reads the names of the columns.
func (t *table) header(head []byte) error {
	begin, _, _ := bytes.Cut(head, []byte{t.end})
	if mark := strings.ToLower(strings.Trim(string(begin), "\"\r ")); len(mark) == 5 && mark[:4] == "sep=" { // a line for Excel
		if _, err := t.next(); err != nil {
			return err
		}
		_, head, _ = bytes.Cut(head, []byte{t.end})
	}
	if err := t.titles(head); err != nil {
		return err
	}
	begin = t.begins
	t.separator = columns.Separator(string(begin))
	if wrong, err := t.next(); err != nil || wrong != nil {
		return cmp.Or(err, wrong)
	}
	t.id = -1
	taken, known := map[string]string{}, 0
	var unknown []string
	for i, name := range t.row {
		t.names = append(t.names, strings.Clone(name))
		c, err := t.column(strings.Clone(name))
		if err != nil {
			return err
		}
		if c.field == "" {
			if name != "" && !c.passed {
				unknown = append(unknown, c.name)
			}
			t.columns = append(t.columns, c)
			continue
		}
		key := fmt.Sprintf("%s %d", c.field, c.n)
		if other, twice := taken[key]; twice {
			return t.wrap(fmt.Errorf("columns %q and %q both hold %s: %w", other, c.name, c.field, medcode.ErrLayout), "")
		}
		taken[key] = c.name
		if known++; c.field == "id" {
			t.id, known = i, known-1
		}
		t.lines = t.lines || c.line
		t.icd = t.icd || c.field == "icd"
		t.columns = append(t.columns, c)
	}
	if known == 0 && (t.id < 0 || len(t.columns) > 1) {
		if what := cclfOther(t.name, string(begin)); what != "" {
			return t.wrap(fmt.Errorf("%s: %w", what, medcode.ErrLayout), "")
		}
		return t.wrap(fmt.Errorf("no column of claims; there are %s and others: %w", "id, setting, from, through, birth, sex, diagnoses, hcpcs, units", medcode.ErrLayout), "")
	}
	for _, name := range unknown { // of a heading: a line in which no column is known can be a patient's
		t.note(medcode.KindUnknownColumn, name, "a column that says nothing of a claim, passed over; name its field with a mapping of columns if it does")
	}
	for _, from := range sortedKeys(t.mapped) {
		if !slices.ContainsFunc(t.names, func(name string) bool { return strings.EqualFold(strings.TrimSpace(from), name) }) {
			t.note(medcode.KindMissingColumn, from, "the mapping of columns names one that the file lacks")
		}
	}
	t.suppose(taken)
	t.evidence(head)
	return nil
}

// titles passes over lines before the header, which is the first that names two
// fields, where that is not the first.
func (t *table) titles(head []byte) error {
	lines := bytes.SplitN(head, []byte{t.end}, columns.MostTitles+1)
	t.begins = lines[0]
	for i, line := range lines {
		if len(line) > t.limits.LineBytes || i == columns.MostTitles || t.named(string(line)) < 2 && i > 0 {
			continue
		}
		if i == 0 {
			if t.named(string(line)) >= 2 {
				return nil
			}
			continue
		}
		for range i {
			if _, err := t.until(t.in, t.end, &t.room, t.limits.LineBytes); err != nil {
				return err
			}
		}
		t.note(medcode.KindTitle, "", "the header is line %d; what stands before it is passed over", t.file.line+1)
		t.begins = line
		return nil
	}
	return nil
}

// named returns how many columns of a line are known, by name or as mapped.
func (t *table) named(line string) int {
	n := columns.Named(line)
	for _, cell := range strings.Split(line, string(columns.Separator(line))) {
		for from := range t.mapped {
			if strings.EqualFold(strings.TrimSpace(from), strings.Trim(cell, "\"\r ")) {
				n++
			}
		}
	}
	return n
}

// column finds the field of a column by the mapping of the caller, else by its name.
func (t *table) column(name string) (column, error) {
	c := column{name: name}
	for from, to := range t.mapped {
		if !strings.EqualFold(strings.TrimSpace(from), name) {
			continue
		}
		if c.field, c.n = columns.Field(to); c.field == "" && to != "" {
			return c, t.wrap(fmt.Errorf("the mapping of column %q: no field %q: %w", name, to, medcode.ErrLayout), "")
		}
		c.claim, c.serve, c.line = setters(c.field, c.n)
		c.passed = to == ""
		return c, nil
	}
	c.field, c.n = columns.Field(name)
	c.claim, c.serve, c.line = setters(c.field, c.n)
	return c, nil
}

// suppose decides what the columns leave open. A file of stays, as the grouper
// takes it, has no column that says so.
func (t *table) suppose(taken map[string]string) {
	_, said := taken["setting 0"]
	t.said = said
	_, bill := taken["type_of_bill 0"]
	_, place := taken["place_of_service 0"]
	_, hcpcs := taken["hcpcs 0"]
	if said || bill || place || hcpcs {
		return
	}
	for _, field := range []string{"discharge_status 0", "drg 0", "procedures 0", "px 1", "admission 0", "discharge 0"} {
		if _, ok := taken[field]; ok {
			t.setting = rules.Inpatient
			t.note(medcode.KindSetting, "", "no column says the setting; the claims are read as inpatient")
			return
		}
	}
}

// evidence looks at the first rows for the order of day and month.
func (t *table) evidence(head []byte) {
	var e columns.Evidence
	lines := bytes.Split(head, []byte{t.end})
	for i, line := range lines {
		if i == 0 || i == len(lines)-1 && len(head) > sniffed/2 || len(line) > t.limits.LineBytes {
			continue
		}
		for _, cell := range bytes.Split(line, []byte{t.separator}) {
			if len(cell) <= 24 {
				e.Add(strings.Trim(string(cell), "\" \r"))
			}
		}
	}
	t.order = e.Order()
	if told := e.Told(); told != "" {
		t.note(medcode.KindDates, "", "%s", told)
	}
}

package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// isRIF reports whether a header is that of a research identifiable file: names
// of the Chronic Conditions Warehouse's variables, the claim's identifier among them.
func isRIF(header []byte) bool {
	upper := bytes.ToUpper(header)
	for _, separator := range []string{"|", ",", "\t", ";"} {
		names := bytes.Split(bytes.TrimRight(upper, "\r"), []byte(separator))
		for i := range names {
			names[i] = bytes.Trim(names[i], "\" ")
		}
		has := func(name string) bool {
			return slices.ContainsFunc(names, func(n []byte) bool { return string(n) == name })
		}
		if has("CUR_CLM_UNIQ_ID") && (has("CLM_FROM_DT") || has("CLM_LINE_FROM_DT")) || has("PDE_ID") && has("SRVC_DT") || has("CLM_ID") && (has("CLM_FROM_DT") || has("CLM_THRU_DT") || has("CLM_LINE_NUM") || has("LINE_NUM")) {
			return true
		}
	}
	return false
}

// A rifReader reads rows of variables; rows of one claim follow one another.
type rifReader struct {
	*file
	separator byte
	at        map[string]int // of a variable in a row
	columns   int
	row       []string
	listed    [3][]int // columns of ICD_DGNS_CD1 on, of the external causes, and of procedures
	c         *rules.Claim
	bad       error
	lines     int // rows of the claim
	carrier   bool
	seen      seen
	patient   string // of the claim's first row
	widths    []int  // of the columns of CCLF
	cclf      int    // the file of CCLF, 0 of RIF
	wide      int    // lines that a row may have, of DE-SynPUF
	suffix    string // of the columns of the one that is being read
}

// most numbered columns that are looked for.
const mostNumbered = 50

// rif reads rows of the research files and of the feed.
func (f *file) rif(in *bufio.Reader, head []byte) error {
	r, err := f.variables(in, head)
	if err != nil {
		return err
	}
	return r.records(in, lineEnd(head))
}

// variables returns a reader of a file's rows, behind its header.
func (f *file) variables(in *bufio.Reader, head []byte) (*rifReader, error) {
	f.format = RIF
	r := &rifReader{file: f, separator: '|', at: map[string]int{}, seen: newSeen()}
	if layout, fixed := cclfOf(firstLine(head)); fixed {
		f.format = CCLF
		r.widths, r.columns, r.cclf = layout.widths, len(layout.widths), layout.file
		r.bind(layout.names)
		return r, nil
	}
	var room []byte
	header, err := f.until(in, lineEnd(head), &room, f.limits.LineBytes)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(header), "\r")
	for _, s := range []byte("|,\t;") {
		if strings.IndexByte(text, s) >= 0 {
			r.separator = s
			break
		}
	}
	var names []string
	had := map[string]bool{"": false}
	for i, name := range strings.Split(text, string(r.separator)) {
		name = strings.ToUpper(strings.Trim(name, `" `))
		if had[name] {
			return nil, fmt.Errorf("column %.40s stands twice: %w", name, medcode.ErrLayout)
		}
		had[name] = name != ""
		names = append(names, name)
		r.columns = i + 1
	}
	if slices.Contains(names, "CUR_CLM_UNIQ_ID") {
		f.format, r.cclf = CCLF, cclfNamed(names)
	}
	r.bind(names)
	return r, nil
}

// cclfNamed returns the file of CCLF that has these columns.
func cclfNamed(names []string) int {
	for field, file := range map[string]int{"PRNCPL_DGNS_CD": 1, "CLM_LINE_PROD_REV_CTR_CD": 2, "CLM_PRCDR_CD": 3, "CLM_DGNS_CD": 4, "CLM_PRVDR_SPCLTY_CD": 5, "PAYTO_PRVDR_NPI_NUM": 6, "CLM_LINE_NDC_CD": 7} {
		if slices.Contains(names, field) {
			return file
		}
	}
	return 1
}

// has reports whether a file has a variable.
func (r *rifReader) has(name string) bool {
	_, ok := r.at[name]
	return ok
}

// synpufVariable returns the variable of RIF that a column of DE-SynPUF holds (CMS,
// Data Entrepreneurs' Synthetic Public Use File, codebook), "" of others. Its claims
// have their lines side by side, with the number of the line at the end of the name.
func synpufVariable(name string) string {
	switch {
	case name == "ADMTNG_ICD9_DGNS_CD":
		return "ADMTG_DGNS_CD"
	case strings.HasPrefix(name, "ICD9_DGNS_CD_"):
		return "ICD_DGNS_CD" + name[len("ICD9_DGNS_CD_"):]
	case strings.HasPrefix(name, "ICD9_PRCDR_CD_"):
		return "ICD_PRCDR_CD" + name[len("ICD9_PRCDR_CD_"):]
	case strings.HasPrefix(name, "LINE_ICD9_DGNS_CD_"):
		return "LINE_ICD_DGNS_CD_" + name[len("LINE_ICD9_DGNS_CD_"):]
	case wideOf(name) > 0:
		return name
	}
	return ""
}

// wideOf returns the number of the line that a column is of, 0 of others.
func wideOf(name string) int {
	for _, stem := range []string{"HCPCS_CD_", "PRF_PHYSN_NPI_", "LINE_NCH_PMT_AMT_", "LINE_ALOWD_CHRG_AMT_", "LINE_PRCSG_IND_CD_", "LINE_ICD_DGNS_CD_"} {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, stem)); err == nil && strings.HasPrefix(name, stem) && n <= mostNumbered {
			return n
		}
	}
	return 0
}

// bind notes which column holds which variable.
func (r *rifReader) bind(names []string) {
	for i, name := range names {
		variables := []string{name}
		if r.cclf != 0 && cclfVariables[name] != nil {
			variables = cclfVariables[name]
		}
		if v := synpufVariable(name); v != "" {
			variables = []string{v}
			r.wide = max(r.wide, wideOf(v))
		}
		for _, v := range variables {
			r.at[v] = i
		}
	}
	if r.has("DESYNPUF_ID") {
		r.at["ICD9"] = -1
	}
	if r.cclf == 2 { // whose days of lines are the same words as a carrier's
		delete(r.at, "LINE_NUM")
	}
	for i, stem := range []string{"ICD_DGNS_CD", "ICD_DGNS_E_CD", "ICD_PRCDR_CD"} {
		for n := 1; n <= mostNumbered; n++ {
			if at, ok := r.at[fmt.Sprintf("%s%d", stem, n)]; ok {
				r.listed[i] = append(r.listed[i], at)
			}
		}
	}
}

// records reads the records to the end.
func (r *rifReader) records(in *bufio.Reader, end byte) error {
	f := r.file
	var room []byte
	for {
		line, err := f.until(in, end, &room, f.limits.LineBytes)
		switch {
		case errors.Is(err, io.EOF):
			return r.flush()
		case errors.Is(err, errLong):
			if err := f.give(nil, err, ""); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if line = bytes.Trim(line, "\r\x00\x1a"); len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := r.take(string(columns.UTF8(line))); err != nil {
			return err
		}
	}
}

// take takes a row. A bar may end it.
func (r *rifReader) take(line string) error {
	r.cutRow(line)
	return r.record()
}

// cutRow cuts a line into r.row.
func (r *rifReader) cutRow(line string) {
	if r.widths != nil {
		r.cutFixed(line)
		return
	}
	r.row = r.row[:0]
	for rest, more := line, true; more && len(r.row) < r.columns+2; {
		var cell string
		if cell, rest, more = cutCell(rest, r.separator); true {
			r.row = append(r.row, cell)
		}
	}
	if len(r.row) == r.columns+1 && r.row[r.columns] == "" {
		r.row = r.row[:r.columns]
	}
}

// record takes the row that was cut.
func (r *rifReader) record() error {
	id := r.cell("CLM_ID", "PDE_ID")
	if r.c != nil && r.c.ID != id {
		if err := r.flush(); err != nil {
			return err
		}
	}
	wrong := len(r.row) != r.columns
	if r.c == nil {
		r.c, r.bad, r.lines = &rules.Claim{ID: strings.Clone(id), Adjudicated: true, Payer: rules.Medicare}, nil, 0
		if !wrong {
			r.claim()
			r.patient = r.c.Patient.ID
			if r.seen.before(id) {
				unreadable(&r.c.Unreadable, rules.AtField("id"), r.c.ID, errApart)
			}
		}
	} else if who := r.cell("BENE_ID", "DSYSRTKY", "DESYNPUF_ID"); !wrong && who != r.patient && !r.c.IsUnreadable(rules.AtPatient("id")) {
		unreadable(&r.c.Unreadable, rules.AtPatient("id"), strings.Clone(who), fmt.Errorf("another row of the claim says %q", r.patient))
	} else if (r.cclf == 3 || r.cclf == 4 || r.wide > 0) && !wrong && len(r.c.Diagnoses)+len(r.c.Procedures) <= r.limits.ClaimCodes {
		r.codes() // a row has one
	}
	if wrong && r.bad == nil {
		err := fmt.Errorf("%d cells under %d columns: %w", len(r.row), r.columns, medcode.ErrSyntax)
		r.bad = &medcode.FileError{File: r.name, Line: r.file.line, Err: err}
	}
	if r.lines++; r.lines > r.limits.ClaimLines && r.bad == nil {
		r.bad = r.wrap(over("ClaimLines", "more than %d service lines", r.limits.ClaimLines), "")
	}
	if r.bad == nil {
		r.services()
	}
	return nil
}

// services takes the lines of a row.
func (r *rifReader) services() {
	if r.wide == 0 {
		r.service()
	}
	for n := 1; n <= r.wide; n++ {
		r.suffix = "_" + strconv.Itoa(n)
		r.service()
	}
	r.suffix = ""
}

// cutCell cuts the first cell off a row, in quotes or not.
func cutCell(row string, separator byte) (cell, rest string, more bool) {
	if strings.HasPrefix(row, `"`) {
		if cell, rest, more, ok := cutQuoted(row, separator); ok {
			return cell, rest, more
		}
	}
	return cut(row, separator)
}

func (r *rifReader) flush() error {
	c := r.c
	r.c = nil
	if c == nil {
		return nil
	}
	return r.give(c, r.bad, "")
}

// cell returns the row's cell under a variable, or under the first of several
// that is not empty.
func (r *rifReader) cell(names ...string) string {
	for _, name := range names {
		i, ok := r.at[name]
		if r.suffix != "" {
			if k, has := r.at[name+r.suffix]; has {
				i, ok = k, has
			}
		}
		if ok && 0 <= i && i < len(r.row) {
			if text := strings.TrimSpace(r.row[i]); text != "" && text != "~" {
				return text
			}
		}
	}
	return ""
}

func (r *rifReader) day(at rules.Place, name ...string) medcode.Date {
	text := r.cell(name...)
	if text == "" || r.cclf != 0 && (strings.HasPrefix(text, "1000-") || strings.HasPrefix(text, "9999-")) { // no day, in CCLF
		return medcode.Date{}
	}
	d, err := columns.Date(text, columns.MonthFirst)
	unreadable(&r.c.Unreadable, at, text, err)
	return d
}

func (r *rifReader) cents(at rules.Place, name ...string) (v medcode.Cents) {
	if text := r.cell(name...); text != "" {
		var err error
		v, err = dollars(text)
		unreadable(&r.c.Unreadable, at, text, err)
	}
	return v
}

func (r *rifReader) number(at rules.Place, name ...string) (v float64) {
	if text := r.cell(name...); text != "" {
		var err error
		v, err = quantity(text, at.Field)
		unreadable(&r.c.Unreadable, at, text, err)
	}
	return v
}

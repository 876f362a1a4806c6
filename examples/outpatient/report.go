package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode/examples/internal/cells"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ioce"
)

// A table writes the lines as tab-separated text.
type table struct {
	w io.Writer
	b *bufio.Writer
}

// The second payment adjustment flag, paf2, is 0 on every line of 2025.
var tableColumns = []string{"claim", "line", "status", "hcpcs_apc", "apc", "packaging_flag", "discount_formula", "rejection_denial", "paf1", "paf2", "pmf",
	"payment_indicator", "composite_flag", "units_out", "edits", "claim_edits", "disposition", "payment", "copay", "outlier", "why"}

func (t *table) begin() error {
	t.b = bufio.NewWriter(t.w)
	_, err := fmt.Fprintln(t.b, strings.Join(tableColumns, "\t"))
	return err
}

func (t *table) claim(c *rules.Claim, j *ioce.Judgement, p *opps.Payments) error {
	for i := range j.Result.Lines {
		l, m := &j.Result.Lines[i], &p.Lines[i]
		packaged, composite := 0, "00"
		if l.Packaged {
			packaged = 1
		}
		if l.Composite > 0 {
			composite = fmt.Sprint(l.Composite)
		}
		if _, err := fmt.Fprintf(t.b, "%s\t%d\t%v\t%v\t%v\t%d\t%d\t%d\t%d\t0\t%c\t%d\t%s\t%d\t%s\t%s\t%d\t%v\t%v\t%v\t%s\n",
			cells.One(c.ID), i+1, l.Status, l.CodeAPC, l.APC, packaged, l.Discount, l.Rejection, l.Adjustment, l.Method,
			l.Indicator, composite, l.Units, numbers(l.Edits), numbers(j.Result.ClaimEdits), j.Result.Disposition,
			m.Payment, m.Copay, m.Outlier, reason(l, m.Priced)); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) end() error { return t.b.Flush() }

// numbers are the edits of a set with commas between them.
func numbers(s opps.EditSet) string {
	var all []string
	for n := range s.All() {
		all = append(all, fmt.Sprint(n))
	}
	return strings.Join(all, ",")
}

// reason says why a line is paid as it is, and by which edits it is not.
func reason(l *opps.LineResult, priced bool) string {
	text := l.Why.String()
	if l.Other >= 0 {
		text = fmt.Sprintf("%v: line %d", l.Why, l.Other+1)
	}
	edits := numbers(l.Edits)
	switch {
	case priced:
	case l.Why == opps.AsBilled && edits == "":
		return "no payment by the status and APC of its code"
	case l.Why == opps.AsBilled:
		return "not paid: edit " + edits
	case edits != "":
		return text + "; not paid: edit " + edits
	}
	return text
}

// A remittance prints claims for people.
type remittance struct {
	w       io.Writer
	b       *bufio.Writer
	explain bool
}

func (r *remittance) begin() error {
	r.b = bufio.NewWriter(r.w)
	return nil
}

func (r *remittance) claim(c *rules.Claim, j *ioce.Judgement, p *opps.Payments) error {
	fmt.Fprintf(r.b, "claim %s, type of bill %s, %v: %s\n", c.ID, c.TypeOfBill, c.From, disposition(j.Result.Disposition))
	for n := range j.Result.ClaimEdits.All() {
		r.edit("  ", n)
	}
	fmt.Fprintf(r.b, "  line code  modifiers    units  status  APC        payment       copay  why\n")
	for i := range j.Result.Lines {
		l, m, in := &j.Result.Lines[i], &p.Lines[i], &c.Lines[i]
		status := l.Billed.String()
		if l.Status != l.Billed {
			status += "→" + l.Status.String()
		}
		payment, copay := "", ""
		if m.Priced {
			payment, copay = m.Payment.String(), m.Copay.String()
		}
		fmt.Fprintf(r.b, "  %4d %-5s %-11s %6d  %-6s  %-4v %13s %11s  %s\n", i+1, in.Code, strings.Join(in.Modifiers, " "), l.Units, status, l.APC, payment, copay, reason(l, m.Priced))
		for n := range l.Edits.All() {
			r.edit("         ", n)
		}
		for _, s := range p.Steps {
			if r.explain && s.Line == i {
				fmt.Fprintf(r.b, "         %v  %s (%s)\n", s.Amount, s.What, s.Citation)
			}
		}
	}
	format := "  payment %v, outliers %v, deductible %v, copayment %v, Medicare pays %v\n\n"
	if j.Result.Disposition == opps.WholeSuspended {
		format = "  not paid as it stands; its lines would come to: payment %v, outliers %v, deductible %v, copayment %v, of Medicare %v\n\n"
	}
	_, err := fmt.Fprintf(r.b, format, p.Total.Payment, p.Total.Outlier, p.Total.Deductible, p.Total.Copay, p.Total.Program())
	return err
}

func (r *remittance) edit(indent string, n uint8) {
	e, _ := ioce.EditOf(n)
	fmt.Fprintf(r.b, "%sedit %d, %s: %s\n", indent, n, opps.ClassOf(n), e.Name)
}

func (r *remittance) end() error { return r.b.Flush() }

func disposition(d opps.Disposition) string {
	switch d {
	case opps.Clean:
		return "clean"
	case opps.LinesRejected:
		return "lines rejected or denied"
	case opps.LinesDenied:
		return "a day denied"
	}
	return "returned, suspended, rejected or denied as a whole"
}

package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/icd10/risk"
)

//go:embed page.html
var pageText string

// shown is how many persons the page shows one by one.
const shown = 200

// A page is what the template shows.
type page struct {
	Source  string
	Models  []*modelPart
	Persons []personPart
	More    int
	Before  string
	Changes []change
}

type modelPart struct {
	Model, Release string
	Year           int
	Persons        int
	Sum, Adjusted  float64
	Note           string
	Categories     []categoryPart
	Notes          []string
	count          map[string]int
	label          func(string) string
}

// Mean returns the mean raw score.
func (m *modelPart) Mean() string { return fmt.Sprintf("%.3f", m.Sum/float64(m.Persons)) }

// MeanAdjusted returns the mean adjusted score, empty where no factor is known.
func (m *modelPart) MeanAdjusted() string {
	if m.Adjusted == 0 {
		return ""
	}
	return fmt.Sprintf("%.3f", m.Adjusted/float64(m.Persons))
}

type categoryPart struct {
	Category, Label string
	Persons         int
	Share           string
}

type personPart struct {
	ID, Model, Name, Score string
	Terms                  []termPart
	Dropped                []string
	NotCounted             []string
	Problem                string
}

type termPart struct{ Name, Value, Codes string }

type change struct{ ID, Gone, New, Score string }

// page writes the page of HTML.
func (s *scoring) page(c *config, people []*scored, inputs []string, stderr io.Writer) error {
	out, err := outfile.Create(c.html, inputs...)
	if err != nil {
		return err
	}
	defer out.Discard()
	p := page{Source: c.persons, Before: c.before, More: max(len(people)-shown, 0)}
	by := map[string]*modelPart{}
	for i, x := range people {
		if i < shown {
			one := person(x)
			one.NotCounted = append(one.NotCounted, s.filter.leftOut[x.row.get("id")]...)
			p.Persons = append(p.Persons, one)
		}
		if x.err != nil {
			continue
		}
		key := fmt.Sprint(x.model, x.year)
		m := by[key]
		if m == nil {
			m = newModelPart(x, s.factors)
			by[key] = m
			p.Models = append(p.Models, m)
		}
		m.Persons++
		m.Sum += x.score
		m.Adjusted += x.adjusted
		for _, cc := range x.categories {
			m.count[cc]++
		}
	}
	for _, m := range p.Models {
		m.finish()
	}
	if c.before != "" {
		bad := command.Complaints{Program: "risk", File: c.before, To: stderr}
		before, err := s.score(c.before, bad.Add)
		if err != nil {
			return err
		}
		bad.End()
		p.Changes = changes(before, people)
	}
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	if err := t.Execute(out, p); err != nil {
		return err
	}
	return out.Commit()
}

func newModelPart(x *scored, factors *risk.FactorTable) *modelPart {
	m := &modelPart{Model: x.model, Release: x.release, Year: x.year, count: map[string]int{}}
	if x.medicare != nil {
		m.label = func(cc string) string {
			var n uint16
			_, _ = fmt.Sscan(cc, &n)
			s, _ := x.medicare.Label(n)
			return s
		}
		for _, d := range x.medicare.Diagnostics() {
			m.Notes = append(m.Notes, d.String())
		}
		if f, err := factors.Of(x.medicare.ID(), x.year); err == nil {
			m.Note = fmt.Sprintf("Normalization %.3f, coding intensity %.1f %%, %s (%s).", f.Normalization, 100*f.CodingIntensity, share(f.Share), f.Source)
		} else {
			m.Note = "The scores are raw: " + err.Error() + "."
		}
		return m
	}
	m.label = func(cc string) string { s, _ := x.hhs.Label(cc); return s }
	m.Note = "Adjusted is with the factor of cost-sharing reduction."
	return m
}

func (m *modelPart) finish() {
	for cc, n := range m.count {
		m.Categories = append(m.Categories, categoryPart{cc, m.label(cc), n, fmt.Sprintf("%.1f %%", 100*float64(n)/float64(m.Persons))})
	}
	slices.SortFunc(m.Categories, func(a, b categoryPart) int {
		if a.Persons != b.Persons {
			return b.Persons - a.Persons
		}
		return strings.Compare(a.Category, b.Category)
	})
	if len(m.Categories) > 30 {
		m.Categories = m.Categories[:30]
	}
}

func person(x *scored) personPart {
	p := personPart{ID: x.row.get("id"), Model: fmt.Sprintf("%s %d", x.model, x.year), Name: x.name, Score: x.printed()}
	if x.err != nil {
		p.Problem = x.err.Error()
		return p
	}
	if x.report == nil {
		for _, t := range x.terms {
			p.Terms = append(p.Terms, termPart{t.Name, fmt.Sprintf("%.3f", t.Value), ""})
		}
		return p
	}
	for _, t := range x.report.Contributions {
		var codes []string
		for _, i := range t.Diagnoses {
			codes = append(codes, x.dx[i].Code.String())
		}
		p.Terms = append(p.Terms, termPart{t.Name, fmt.Sprintf("%.3f", t.Value), strings.Join(codes, ", ")})
	}
	for _, d := range x.report.Dropped {
		p.Dropped = append(p.Dropped, fmt.Sprintf("%d for %d", d.Category, d.By))
	}
	for _, e := range x.report.Evidence {
		if !e.Counted {
			p.NotCounted = append(p.NotCounted, fmt.Sprintf("%s of %s: %s", e.Category, x.dx[e.Diagnosis].Code, e.Why))
		}
	}
	return p
}

// changes tells the persons of two years whose categories differ.
func changes(before, now []*scored) []change {
	old := map[string]*scored{}
	for _, x := range before {
		old[x.row.get("id")] = x
	}
	var all []change
	for _, x := range now {
		was := old[x.row.get("id")]
		if was == nil || was.err != nil || x.err != nil {
			continue
		}
		gone, more := without(was.categories, x.categories), without(x.categories, was.categories)
		if len(gone)+len(more) == 0 {
			continue
		}
		all = append(all, change{x.row.get("id"), strings.Join(gone, " "), strings.Join(more, " "), was.printed() + " → " + x.printed()})
	}
	return all
}

// without returns the words of a that b has not.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// share says what part of the year's score a model has.
func share(x float64) string {
	if x == 0 {
		return "its part of the payment year's score isn't known"
	}
	return fmt.Sprintf("%.0f %% of the payment year's score", 100*x)
}

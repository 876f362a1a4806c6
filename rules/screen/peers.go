package screen

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
)

// A measure is a share of a provider's cases that is compared with peers.
type measure int

const (
	visitsWith25 measure = iota
	distinctLines
	shortStays
	readmittedStays
	severeStays
	highVisits // the first of the families'
)

// families are those whose visits have levels.
var families = []cpt.Family{cpt.OfficeVisit, cpt.HospitalCare, cpt.SameDayCare, cpt.OutpatientConsultation, cpt.InpatientConsultation,
	cpt.EmergencyVisit, cpt.NursingFacility, cpt.HomeVisit, cpt.Telemedicine, cpt.TelephoneMedicine}

const measures = highVisits + 10 // len(families)

func familyMeasure(f cpt.Family) (measure, bool) {
	i := slices.Index(families, f)
	return highVisits + measure(i), i >= 0
}

// described says what a measure is of, and the screen it belongs to.
func (m measure) described() (screen Screen, what string) {
	switch m {
	case visitsWith25:
		return Modifier25, "visits have modifier 25"
	case distinctLines:
		return Modifier59, "lines have modifier 59 or X{EPSU}"
	case shortStays:
		return OneDayStays, "stays last at most one day"
	case readmittedStays:
		return Readmissions, "stays are followed by another within thirty days"
	case severeStays:
		return StaySeverity, "stays graded by severity are of the highest"
	}
	return VisitLevels, string(families[m-highVisits]) + " visits are of high level"
}

// A share is cases of which some are hits, with the hits' charges.
type share struct {
	hits, of int
	charge   medcode.Cents
}

func (s *share) count(hit bool, charge medcode.Cents) {
	s.of++
	if hit {
		s.hits++
		s.charge = s.charge.Add(charge)
	}
}

func (s *share) part() float64 { return float64(s.hits) / float64(s.of) }

// low returns the lower limit of Wilson's 95 % interval of the share.
func (s *share) low() float64 {
	const z = 1.959963984540054
	n, p := float64(s.of), s.part()
	return (p + z*z/(2*n) - z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))) / (1 + z*z/n)
}

// A Distribution is a share that providers were compared by, for charts and
// tables: all that were compared, whether they stand out or not.
type Distribution struct {
	Screen Screen
	What   string // "visits have modifier 25"
	Peers  string // the group, as Options.Peers names it
	Mean   float64
	Shares []ProviderShare // the highest first
}

// A ProviderShare is one provider's share.
type ProviderShare struct {
	Provider string
	Part     float64 // 0 to 1
	Cases    int     // of which it is a part
	Lead     bool    // it stands out
}

// A group is whom a share is compared within.
type group struct {
	measure     measure
	peers       string
	institution bool
}

// outlierShares returns the providers whose share is above their peers', all
// that were compared, and what could not be compared for want of peers.
func (s *Screener) outlierShares() (leads []Lead, distributions []Distribution, thin []string) {
	groups := map[group][]*provider{}
	var order []group
	for _, p := range s.providers {
		for m := range measures {
			if p.shares[m].of < s.opts.MinCases {
				continue
			}
			g := group{m, p.peers, p.institution}
			if groups[g] == nil {
				order = append(order, g)
			}
			groups[g] = append(groups[g], p)
		}
	}
	slices.SortStableFunc(order, func(a, b group) int { return int(a.measure - b.measure) })
	for _, g := range order {
		if all := groups[g]; len(all) > s.opts.MinPeers {
			found := s.compare(g, all)
			leads = append(leads, found...)
			distributions = append(distributions, distribution(g, all, found))
			continue
		}
		screen, _ := g.measure.described()
		thin = append(thin, fmt.Sprintf("%s: %d providers%s with %d cases or more, of which each has fewer than %d peers",
			screen, len(groups[g]), among(g.peers), s.opts.MinCases, s.opts.MinPeers))
	}
	return leads, distributions, thin
}

func distribution(g group, all []*provider, leads []Lead) Distribution {
	d := Distribution{Peers: g.peers}
	d.Screen, d.What = g.measure.described()
	for _, p := range all {
		own := &p.shares[g.measure]
		d.Mean += own.part() / float64(len(all))
		d.Shares = append(d.Shares, ProviderShare{Provider: p.npi, Part: own.part(), Cases: own.of,
			Lead: slices.ContainsFunc(leads, func(l Lead) bool { return l.Provider == p.npi })})
	}
	slices.SortStableFunc(d.Shares, func(a, b ProviderShare) int { return cmp.Compare(b.Part, a.Part) })
	return d
}

func among(peers string) string {
	if peers == "" {
		return ""
	}
	return " of " + peers
}

// compare returns leads about the providers of a group whose share, even at the
// low end of its interval, is above the mean of the others by so many of their
// standard deviations.
func (s *Screener) compare(g group, all []*provider) []Lead {
	var sum, squares float64
	for _, p := range all {
		part := p.shares[g.measure].part()
		sum += part
		squares += part * part
	}
	var leads []Lead
	for _, p := range all {
		own := &p.shares[g.measure]
		part, others := own.part(), float64(len(all)-1)
		mean := (sum - part) / others
		deviation := math.Sqrt(max(0, ((squares-part*part)-others*mean*mean)/(others-1)))
		if own.low() <= mean+s.opts.Deviations*deviation {
			continue
		}
		// Chance alone spreads a share of so many cases by that much.
		chance := math.Sqrt(max(mean*(1-mean), 1e-4) / float64(own.of))
		screen, what := g.measure.described()
		leads = append(leads, Lead{Screen: screen, Provider: p.npi, Cases: own.hits,
			Exposure: medcode.Cents(float64(own.charge) * (part - mean) / part),
			Score:    (part - mean) / max(deviation, chance),
			Message: fmt.Sprintf("%.0f %% of %d %s; the mean of %d peers is %.0f %%.",
				100*part, own.of, what, len(all)-1, 100*mean),
			Evidence: p.spread(g.measure)})
	}
	return leads
}

// spread shows how a provider's visits of a family spread over levels.
func (p *provider) spread(m measure) []Evidence {
	if m < highVisits {
		return nil
	}
	var all []Evidence
	for level, n := range p.levels[families[m-highVisits]] {
		if n > 0 {
			all = append(all, Evidence{Text: fmt.Sprintf("%d visits of %s level", n, cpt.Level(level))})
		}
	}
	return all
}

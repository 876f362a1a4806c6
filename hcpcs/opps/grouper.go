package opps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// A Grouper groups claims by the addenda of a release and the tables beside
// them. It doesn't change and is safe for any number of goroutines.
type Grouper struct {
	release *Release
	tables  *Tables

	index      index
	codes      []code
	complexity map[[2]uint64]APC
	revenues   [10000]revenue
	modifiers  [1 << 12]modBits // by modifierKey
	pairs      Pairs
	marks      [][16]uint64       // by id and by hash of another code's id, whether that may be its column 2; nil where the pairs aren't compiled
	rates      [lastAPC + 1]int64 // in mills
	statuses   [lastAPC + 1]Status
	administer map[APC]bool // APCs of the administration of drugs
}

// Pairs are procedure-to-procedure edits of hospitals.
type Pairs interface {
	// Pair reports whether two codes are a pair on a date, and whether a
	// modifier bypasses it.
	Pair(column1, column2 hcpcs.Code, on medcode.Date) (modifier, ok bool)
}

// Options are what a grouper takes beside a release.
type Options struct {
	Tables *Tables // the I/OCE flags; without them what depends on a flag isn't judged
	Pairs  Pairs   // PTP edits; those of the tables where nil
	// Bilateral tells the bilateral indicator of a code (Medicare physician fee
	// schedule: 1 conditional, 2 inherent, 3 independent) where the tables don't.
	Bilateral func(hcpcs.Code) byte
}

// A code is what the grouper knows about a code.
type code struct {
	// What every line asks of its code comes first, in one line of the cache.
	code       hcpcs.Code
	has        flagSet
	rate       int64 // mills
	id         int32 // place in Grouper.codes
	rank       int32 // J1; 0 none
	apc        APC
	status     Status
	family     family
	contrast   bool
	intensive  bool
	paired     bool   // stands in a complexity pair, as the other code
	noMinimum  bool   // copayment waived
	listed     bool   // in Addendum B
	restricted bool   // has ages or dates
	denies     uint64 // by the last six bits of its mark, whether a column 2 code of its may be so; 0 without compiled pairs

	// The rest is seldom asked for, in the second line of the cache.
	ages    [2]int16
	dates   medcode.Period
	offset  Mills
	copay   int64 // of a unit, in mills, and of which rate; 0 as the APC's
	copayOf int64
	column2 []uint32 // the codes that its PTP pairs deny: id<<1, and 1 where a modifier bypasses the pair; in order
}

func (c *code) is(f Flag) bool { return c.has.has(f) }

// A family is one of imaging (Addendum M).
type family uint8

const (
	noFamily family = iota
	ultrasound
	tomography
	resonance
)

// families are their composites, without and with contrast.
var families = [...][2]APC{ultrasound: {8004, 8004}, tomography: {8005, 8006}, resonance: {8007, 8008}}

// A revenue is a revenue code in few bytes.
type revenue struct {
	status                                                        Status
	known, NotRecognized, BypassEdit48, Statutory, PartBInpatient bool
}

// modBits are the modifiers of a line that matter.
type modBits uint32

const (
	mod25 modBits = 1 << iota
	mod50
	mod52
	mod73
	mod74
	mod59 // 59, XE, XP, XS, XU
	modNCCI
	modTherapy
	modNoDiscount
	modNoDevice
	modCA
	modPN
	modPO
	modPT
	modCT
	modFX
	modFY
	modBL
	modCG
	mod7677
	modUnknown
	modKnown // in the tables
)

// modifierKey packs a modifier into 12 bits, 6 for each of its two characters.
func modifierKey(m hcpcs.Modifier) uint16 { k := m.Key(); return k&0x3f | k>>2&(0x3f<<6) }

var modifierBits = map[string]modBits{
	"25": mod25, "50": mod50, "52": mod52, "73": mod73, "74": mod74,
	"59": mod59, "XE": mod59, "XP": mod59, "XS": mod59, "XU": mod59,
	"76": mod7677, "77": mod7677, "CA": modCA, "PN": modPN, "PO": modPO, "PT": modPT, "CT": modCT, "FX": modFX, "FY": modFY,
	"BL": modBL, "CG": modCG,
}

// defaults are the modifiers that the published rules name, for a grouper
// without tables: NCCI's (NCCI Policy Manual chapter 1 E), and those that exempt
// from the discount.
var defaults = map[string]modBits{
	"76": modNoDiscount, "77": modNoDiscount, "78": modNoDiscount | modNCCI, "79": modNoDiscount | modNCCI,
	"GN": modTherapy, "GO": modTherapy, "GP": modTherapy, "52": modNoDevice, "73": modNoDevice, "74": modNoDevice,
	"E1": modNCCI, "E2": modNCCI, "E3": modNCCI, "E4": modNCCI, "FA": modNCCI, "F1": modNCCI, "F2": modNCCI, "F3": modNCCI, "F4": modNCCI,
	"F5": modNCCI, "F6": modNCCI, "F7": modNCCI, "F8": modNCCI, "F9": modNCCI, "LC": modNCCI, "LD": modNCCI, "LM": modNCCI, "LT": modNCCI,
	"RC": modNCCI, "RI": modNCCI, "RT": modNCCI, "TA": modNCCI, "T1": modNCCI, "T2": modNCCI, "T3": modNCCI, "T4": modNCCI, "T5": modNCCI,
	"T6": modNCCI, "T7": modNCCI, "T8": modNCCI, "T9": modNCCI, "XE": modNCCI, "XP": modNCCI, "XS": modNCCI, "XU": modNCCI, "24": modNCCI,
	"25": modNCCI, "27": modNCCI, "57": modNCCI, "58": modNCCI, "59": modNCCI, "91": modNCCI,
}

// NewGrouper compiles a release for grouping. It needs Addenda A and B.
func NewGrouper(r *Release, o Options) (*Grouper, error) {
	if !r.has[tableA] || !r.has[tableB] {
		return nil, fmt.Errorf("grouping needs Addenda A and B: %w", medcode.ErrNoFile)
	}
	g := &Grouper{release: r, tables: o.Tables, pairs: o.Pairs, complexity: map[[2]uint64]APC{}, administer: map[APC]bool{}}
	if g.pairs == nil && o.Tables != nil && o.Tables.pairs != nil {
		g.pairs = o.Tables
	}
	for _, x := range r.groups {
		g.rates[x.APC], g.statuses[x.APC] = int64(x.Rate), x.Status
		if strings.Contains(x.Title, "Drug Administration") {
			g.administer[x.APC] = true
		}
	}
	g.codes = make([]code, len(r.entries))
	for i := range r.entries {
		g.codes[i] = g.compile(&r.entries[i], o)
		g.codes[i].id = int32(i)
	}
	g.index = newIndex(len(g.codes), func(i int) hcpcs.Code { return g.codes[i].code })
	for _, p := range r.complexity {
		key := [2]uint64{p.Primary.Key(), p.Secondary.Key()}
		if _, twice := g.complexity[key]; !twice {
			g.complexity[key] = p.Adjusted
		}
		if i := g.index.find(p.Secondary); i >= 0 {
			g.codes[i].paired = true
		}
	}
	g.compileModifiers()
	if t, ok := g.pairs.(*Tables); ok {
		g.compilePairs(t)
	}
	if o.Tables != nil {
		for n, x := range o.Tables.revenues {
			g.revenues[n] = revenue{x.Status, true, x.NotRecognized, x.BypassEdit48, x.Statutory, x.PartBInpatient}
		}
	}
	return g, nil
}

func (g *Grouper) compile(e *Entry, o Options) code {
	r := g.release
	c := code{code: e.Code, status: e.Status, apc: e.APC, rate: int64(e.Rate), ages: [2]int16{-1, -1}, listed: true}
	if e.APC != 0 && g.statuses[e.APC] != NoStatus && c.rate == 0 {
		c.rate = g.rates[e.APC]
	}
	c.copay, c.copayOf = int64(e.Copay()), int64(e.Rate)
	c.noMinimum = e.HasMinimumCopay && e.MinimumCopay == 0
	if rank, ok := r.ranks[e.Code]; ok {
		c.rank = int32(rank.Rank)
	} else if e.Status == J1 {
		c.rank = 1 << 30
	}
	if m, ok := r.members[e.Code]; ok {
		for _, a := range m.Composites {
			for f, pair := range families {
				if a == pair[0] || a == pair[1] {
					c.family = family(f)
					c.contrast = len(m.Composites) == 1 && a == pair[1] && pair[0] != pair[1]
				}
			}
		}
	}
	if off, ok := r.offsets[e.Code]; ok {
		c.offset, c.intensive = off.Amount, off.DeviceIntensive
	}
	if t := o.Tables; t != nil {
		if i := t.codes.find(e.Code); i >= 0 {
			c.has = t.flags[i]
		}
		if ages, ok := t.ages[e.Code]; ok {
			c.ages, c.restricted = ages, true
		}
		if dates, ok := t.dates[e.Code]; ok {
			c.dates, c.restricted = dates, true
		}
	} else {
		c.published(e, r)
	}
	if o.Bilateral != nil && !c.is(FlagBilateralConditional) && !c.is(FlagBilateralInherent) && !c.is(FlagBilateralIndependent) {
		switch o.Bilateral(e.Code) {
		case '1':
			c.has.set(FlagBilateralConditional)
		case '2':
			c.has.set(FlagBilateralInherent)
		case '3':
			c.has.set(FlagBilateralIndependent)
		}
	}
	return c
}

// published sets the flags that the addenda and the manual's text imply, for a
// grouper without tables.
func (c *code) published(e *Entry, r *Release) {
	switch e.Status {
	case Q1:
		c.has.set(FlagSTVPackaged)
	case Q2:
		c.has.set(FlagTPackaged)
	}
	if m, ok := r.members[e.Code]; ok {
		for _, a := range m.Composites {
			switch a {
			case 8010:
				c.has.set(FlagDailyMentalHealth)
			case 5041:
				c.has.set(FlagCriticalCareAncillary)
			}
		}
	}
	if c.intensive {
		c.has.set(FlagDeviceProcedure)
		c.has.set(FlagTerminatedDeviceProcedure)
	}
	if f, ok := publishedFlags[e.Code.String()]; ok {
		c.has.set(f)
	}
}

// publishedFlags are codes that the manual itself names (Medicare Claims
// Processing Manual, chapter 4).
var publishedFlags = map[string]Flag{
	"99291": FlagTraumaCriticalCare, "G0378": FlagObservationHourly, "G0379": FlagObservationDirectAdmit, "36430": FlagBloodService, "36440": FlagBloodService,
	"36460": FlagBloodService, "G0390": FlagTraumaRevenueCode, "C9399": FlagUnclassifiedDrug, "V2785": FlagCorneaTissueProcessing,
	"C9898": FlagTokenChargeOnly, "38240": FlagAllogeneicTransplant, "G0177": FlagEducational,
	"70551": FlagCAPCSRSPlanAndPrep, "70552": FlagCAPCSRSPlanAndPrep, "70553": FlagCAPCSRSPlanAndPrep, "77011": FlagCAPCSRSPlanAndPrep,
	"77014": FlagCAPCSRSPlanAndPrep, "77280": FlagCAPCSRSPlanAndPrep, "77285": FlagCAPCSRSPlanAndPrep, "77290": FlagCAPCSRSPlanAndPrep,
	"77295": FlagCAPCSRSPlanAndPrep, "77336": FlagCAPCSRSPlanAndPrep,
}

func (g *Grouper) compileModifiers() {
	add := func(text string, bits modBits) {
		g.modifiers[modifierKey(hcpcs.MustParseModifier(text))] |= bits | modKnown
	}
	for text, bits := range modifierBits {
		add(text, bits)
	}
	if g.tables == nil || len(g.tables.modifiers) == 0 {
		for text, bits := range defaults {
			add(text, bits)
		}
		return
	}
	for m := range g.modifiers {
		g.modifiers[m] &^= modKnown
	}
	for m, x := range g.tables.modifiers {
		var bits modBits
		for _, f := range []struct {
			on   bool
			bits modBits
		}{{x.NCCI, modNCCI}, {x.Therapy, modTherapy}, {x.NonDiscount, modNoDiscount}, {x.NoDevice, modNoDevice}} {
			if f.on {
				bits |= f.bits
			}
		}
		g.modifiers[modifierKey(m)] |= bits | modKnown
	}
}

// compilePairs lists for each code which others its pairs deny, and marks them, so
// that most pairs of codes on a claim are known to be none at a glance.
func (g *Grouper) compilePairs(t *Tables) {
	marks := make([][16]uint64, len(g.codes))
	g.marks = marks
	for i := range g.codes {
		c := &g.codes[i]
		at := t.pairs.first[c.code.Key()]
		for _, p := range t.pairs.pairs[at[0]:at[1]] {
			id := g.index.findKey(p.column2)
			if id < 0 {
				continue // not in Addendum B: on no line that pairs look at
			}
			h := mark(int32(id))
			marks[i][h>>6] |= 1 << (h & 63)
			c.denies |= 1 << (h & 63)
			c.column2 = append(c.column2, uint32(id)<<1|bit(p.modifier))
		}
		slices.Sort(c.column2)
	}
}

// mark is a code's place among the marks.
func mark(id int32) uint32 { return uint32(id) * 0x9e3779b1 >> 22 }

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// Release returns the addenda that the grouper works by.
func (g *Grouper) Release() *Release { return g.release }

// Tables returns the I/OCE tables that the grouper works by, or nil.
func (g *Grouper) Tables() *Tables { return g.tables }

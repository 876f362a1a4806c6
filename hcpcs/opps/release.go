package opps

import (
	"fmt"
	"io/fs"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/shelf"
)

// An Entry is a code with its status: a row of Addendum B, or of Addendum E
// where B lacks it.
type Entry struct {
	Code        hcpcs.Code `json:"code"`
	Description string     `json:"description,omitempty"` // short; CMS leaves that of CPT codes out
	Status      Status     `json:"status"`
	APC         APC        `json:"apc,omitzero"`
	Comment     string     `json:"comment,omitempty"` // comment indicators (Addendum D2): "CH", "NI"
	Payment
}

// A Payment is what an APC, or a code of it, is paid before adjustment for the
// area: national amounts.
type Payment struct {
	Weight             int64 `json:"weight,omitempty"` // relative weight in ten-thousandths
	Rate               Mills `json:"rate,omitempty"`
	NationalCopay      Mills `json:"nationalCopay,omitempty"` // national unadjusted copayment; few APCs still have one
	MinimumCopay       Mills `json:"minimumCopay"`            // 20 % of the rate; 0 where the law waives it
	HasMinimumCopay    bool  `json:"hasMinimumCopay"`         // tells a copayment of 0 from none
	IRACoinsurance     int64 `json:"iraCoinsurance,omitempty"`
	AdjustedCopay      Mills `json:"adjustedCopay,omitempty"`      // of drugs whose price outran inflation (SSA 1847A(i)(5))
	PassThroughExpires bool  `json:"passThroughExpires,omitempty"` // during the year
}

// Copay returns the unadjusted copayment: the national one where there is one,
// else the minimum, and for a drug whose price outran inflation the adjusted.
func (p Payment) Copay() Mills {
	switch {
	case p.IRACoinsurance != 0 && p.AdjustedCopay != 0:
		return p.AdjustedCopay
	case p.NationalCopay != 0:
		return p.NationalCopay
	}
	return p.MinimumCopay
}

// A Group is an APC: a row of Addendum A.
type Group struct {
	APC    APC    `json:"apc"`
	Title  string `json:"title"`
	Status Status `json:"status"`
	Payment
}

// A Rank is a row of Addendum J's ranks: the J1 code with the lowest number on
// a claim is its primary service.
type Rank struct {
	Code    hcpcs.Code `json:"code"`
	Rank    int        `json:"rank"`
	APC     APC        `json:"apc"`
	Deleted bool       `json:"deleted,omitempty"`
}

// A Complexity is a pair of Addendum J: the primary code with the other takes
// the higher APC.
type Complexity struct {
	Primary   hcpcs.Code `json:"primary"`
	Secondary hcpcs.Code `json:"secondary"` // J1 or an add-on; the same code for two of it
	APC       APC        `json:"apc"`       // of the primary
	Adjusted  APC        `json:"adjusted"`
}

// A Member is a code of composites: a row of Addendum M.
type Member struct {
	Code       hcpcs.Code `json:"code"`
	Single     APC        `json:"single"`     // where it is paid alone
	Composites []APC      `json:"composites"` // 8004; 8005 and 8006; …
}

// An Offset is the share of devices in what a procedure is paid: a row of
// Addendum P.
type Offset struct {
	Code            hcpcs.Code `json:"code"`
	APC             APC        `json:"apc"`
	Percent         int64      `json:"percent"` // in hundredths of a percent
	Amount          Mills      `json:"amount"`
	DeviceIntensive bool       `json:"deviceIntensive"`
}

// A Migration is the out-migration adjustment of a hospital: a row of Addendum L.
type Migration struct {
	CCN          string `json:"ccn"` // six digits
	CBSA         string `json:"cbsa"`
	Reclassified bool   `json:"reclassified,omitempty"`
	Adjustment   int64  `json:"adjustment"` // to the wage index, in ten-thousandths
	County       string `json:"county,omitempty"`
	FIPS         string `json:"fips,omitempty"`
}

// An Indicator is a row of Addendum D1 or D2: what an indicator means.
type Indicator struct {
	Indicator string `json:"indicator"`
	Item      string `json:"item"`
	Payment   string `json:"payment,omitempty"` // D1 alone
}

// A TribalDrug is a row of Addendum Q.
type TribalDrug struct {
	Code hcpcs.Code `json:"code"`
	Rate Mills      `json:"rate"`
}

// A Bypass is a row of Addendum N.
type Bypass struct {
	Code    hcpcs.Code `json:"code"`
	Overlap bool       `json:"overlap,omitempty"`
	Added   bool       `json:"added,omitempty"`
}

// A Release is the addenda of one quarter, as far as their files were there. It
// doesn't change and is safe for any number of goroutines.
type Release struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic

	entries    []Entry // by code
	index      index
	groups     []Group // by APC
	groupAt    [lastAPC + 1]int16
	grouped    map[APC][]hcpcs.Code // Addendum C
	inpatient  map[hcpcs.Code]struct{}
	ranks      map[hcpcs.Code]Rank
	complexity []Complexity // in the order of the file
	members    map[hcpcs.Code]Member
	offsets    map[hcpcs.Code]Offset
	migrations map[string]Migration
	statuses   []Indicator
	comments   []Indicator
	tribal     map[hcpcs.Code]TribalDrug
	bypass     map[hcpcs.Code]Bypass
	exclusions []string
	has        [tables]bool
}

// Read reads the addenda, as text or workbooks, from a zip as published, a
// folder or a file alone. Addendum B must be there. What occurs as text is not
// read from the workbook again. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// Provenance says where the release came from; its Effective is the quarter, or
// for the addenda of a final rule the year.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// Diagnostics returns the defects of the files, which left them usable. The
// caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string {
	return fmt.Sprintf("%v: %d codes, %d APCs", r.provenance, len(r.entries), len(r.groups))
}

// Counts returns how many of each thing the release has, for people and tests.
func (r *Release) Counts() map[string]int {
	grouped := 0
	for _, codes := range r.grouped {
		grouped += len(codes)
	}
	return map[string]int{
		"codes": len(r.entries), "apcs": len(r.groups), "grouped codes": grouped, "inpatient only": len(r.inpatient),
		"ranks": len(r.ranks), "complexity pairs": len(r.complexity), "composite members": len(r.members), "device offsets": len(r.offsets),
		"out-migrations": len(r.migrations), "status indicators": len(r.statuses), "comment indicators": len(r.comments),
		"tribal drugs": len(r.tribal), "bypass codes": len(r.bypass), "comprehensive exclusions": len(r.exclusions),
	}
}

// Lookup returns the entry of a code, and whether the release has it.
func (r *Release) Lookup(c hcpcs.Code) (Entry, bool) {
	if i := r.index.find(c); i >= 0 {
		return r.entries[i], true
	}
	return Entry{}, false
}

// All yields the entries by code.
func (r *Release) All() iter.Seq2[hcpcs.Code, Entry] {
	return func(yield func(hcpcs.Code, Entry) bool) {
		for i := range r.entries {
			if !yield(r.entries[i].Code, r.entries[i]) {
				return
			}
		}
	}
}

// Group returns an APC, and whether the release has it (Addendum A).
func (r *Release) Group(a APC) (Group, bool) {
	if a <= lastAPC {
		if i := r.groupAt[a]; i > 0 {
			return r.groups[i-1], true
		}
	}
	return Group{}, false
}

// Groups yields the APCs by number.
func (r *Release) Groups() iter.Seq2[APC, Group] {
	return func(yield func(APC, Group) bool) {
		for _, g := range r.groups {
			if !yield(g.APC, g) {
				return
			}
		}
	}
}

// Codes returns the codes of an APC as Addendum C has them, by code.
func (r *Release) Codes(a APC) []hcpcs.Code { return slices.Clone(r.grouped[a]) }

// InpatientOnly reports whether a code is paid to inpatients only: by Addendum
// E, or where that is not there by status C.
func (r *Release) InpatientOnly(c hcpcs.Code) bool {
	if r.has[tableE] {
		_, ok := r.inpatient[c]
		return ok
	}
	e, ok := r.Lookup(c)
	return ok && e.Status == C
}

// Rank returns the rank of a J1 code for the primary service (Addendum J).
func (r *Release) Rank(c hcpcs.Code) (Rank, bool) {
	rank, ok := r.ranks[c]
	return rank, ok
}

// Ranks yields the J1 codes by rank.
func (r *Release) Ranks() iter.Seq[Rank] {
	all := make([]Rank, 0, len(r.ranks))
	for _, rank := range r.ranks {
		all = append(all, rank)
	}
	slices.SortFunc(all, func(a, b Rank) int { return a.Rank - b.Rank })
	return slices.Values(all)
}

// Complexities yields the pairs that take a higher APC, in Addendum J's order.
func (r *Release) Complexities() iter.Seq[Complexity] { return slices.Values(r.complexity) }

// Composite returns the composites of a code (Addendum M).
func (r *Release) Composite(c hcpcs.Code) (Member, bool) {
	m, ok := r.members[c]
	m.Composites = slices.Clone(m.Composites)
	return m, ok
}

// Offset returns the share of devices in a procedure's payment (Addendum P).
func (r *Release) Offset(c hcpcs.Code) (Offset, bool) {
	o, ok := r.offsets[c]
	return o, ok
}

// Migration returns the out-migration adjustment of a hospital by its CMS
// certification number of six digits (Addendum L).
func (r *Release) Migration(ccn string) (Migration, bool) {
	m, ok := r.migrations[ccn]
	return m, ok
}

// Bypass returns the row of a code in Addendum N.
func (r *Release) Bypass(c hcpcs.Code) (Bypass, bool) {
	b, ok := r.bypass[c]
	return b, ok
}

// TribalDrug returns the rate that hospitals of the Indian Health Service and
// of tribes are paid for a drug beside the all-inclusive rate (Addendum Q).
func (r *Release) TribalDrug(c hcpcs.Code) (Mills, bool) {
	d, ok := r.tribal[c]
	return d.Rate, ok
}

// Statuses returns what the status indicators mean (Addendum D1).
func (r *Release) Statuses() []Indicator { return slices.Clone(r.statuses) }

// Comments returns what the comment indicators mean (Addendum D2).
func (r *Release) Comments() []Indicator { return slices.Clone(r.comments) }

// Exclusions returns what comprehensive APCs do not package, in Addendum J's words.
func (r *Release) Exclusions() []string { return slices.Clone(r.exclusions) }

// A Library is releases of several quarters, which picks by date of service.
// It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release }

// NewLibrary makes a library. It is an error to give two releases of a quarter.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release that holds on a date of service: of several the one
// that begins last. The error wraps [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "OPPS addenda", date)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows; open is true where a release holds
// without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of OPPS are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}

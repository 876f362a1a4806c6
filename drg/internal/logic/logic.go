// Package logic is the logic of a Definitions Manual with its wordings
// resolved: families of conditions over lists, lists over codes. The compiler
// makes it, the grouper evaluates it, and its binary form is what is embedded.
// DRGs, kinds and levels are integers here; package drg gives them their types.
package logic

import (
	"github.com/medcode/medcode"
)

// A logic is the manual's logic with its wordings resolved: lists of codes,
// conditions over them, families of rows of conditions. Group and Explain
// evaluate it, each in its own way.
type Logic struct {
	Version string
	SHA256  string // of the manual's files together
	Files   []string

	DRGs      []DRG // ordered by number
	Lists     []List
	Chapters  []Chapter
	Hoisted   []Family // families that an erratum has tried for every principal diagnosis
	Unrelated []Family
	Clusters  []Cluster
	NonOR     [][]uint64 // combinations of procedures that are not O.R. together
	HACs      []HAC
	Errata    []Erratum            // those in force
	Findings  []medcode.Diagnostic // what the compiler found and did not refuse

	Forms []uint64 // of a logic just compiled, what of its manual is printed once; not in the binary form

	NonExtensive ListID    // the O.R. procedures that are not extensive (Appendix F)
	LogicCodes   []DRGList // secondary diagnoses without level in DRGs (Appendix C part 3)
	LogicLabels  []DRGList // secondary diagnoses shown as excluded by the logic of DRGs

	Diagnoses        []Diagnosis  // ordered by code
	Procedures       []Procedure  // ordered by code
	DiagnosisClasses [][]ListID   // the lists that hold the codes of a class; index 0 is the empty one
	ProcedureClasses [][]ListID   // the same for procedures
	Collections      []Collection // exclusions; index 0 is the empty one
	Excluders        int          // how many classes of principal diagnoses the collections tell apart
}

type ListID uint16

// A place is a line of the manual.
type Place struct{ File, Line uint32 }

// A list is a list of codes as the manual prints it.
type List struct {
	Section string // the section of the family, normal; "" under none
	Name    string // the heading
	Place   Place
	Kind    ListKind

	Codes    []uint64 // ordered
	Clusters []uint16 // indexes of logic.clusters
}

type ListKind uint8

const (
	DiagnosisList ListKind = iota
	ProcedureList
)

// A cluster is a combination of procedures that counts as one.
type Cluster struct {
	Codes []uint64 // ordered
	MDCs  uint32   // bit per MDC in whose families it is listed, Pre-MDC excepted
	Place Place
}

type Chapter struct {
	MDC         int
	Title       string
	Place       Place
	Assignment  ListID // the principal diagnoses of the MDC
	Entry       *Cond  // what an MDC asks that takes stays of other MDCs (24 and 25)
	Sex         medcode.Sex
	NoUnrelated bool     // its O.R. stays don't go to the unrelated DRGs
	Surgical    []Family // in the order of Appendix D
	Medical     []Family // in the order of printing
}

// A family is a decision table.
type Family struct {
	Title           string
	Place           Place
	MDC             int
	Surgical        bool
	BeforeUnrelated bool // a medical family that takes O.R. stays before the unrelated DRGs
	Base            Cond
	Rest            bool // takes what the families before it left
	Columns         []string
	Conds           []Cond // what the cells of the rows ask
	Rows            []Row
	Clusters        []uint16 // the clusters that its lists hold
	Errata          []uint8  // indexes of logic.errata that changed it
}

type Row struct {
	DRG          int
	Place        Place
	Cells        []Cell
	HideSeverity bool // an erratum: the DRG is shown without severity
	ShowSeverity bool // an erratum: the DRG is shown as MCC with one
}

// A cell asks that a condition holds, or that it doesn't.
type Cell struct {
	Column uint8
	Cond   uint8
	Yes    bool
}

// A cond is a condition on a stay.
type Cond struct {
	Op    Op
	N     int      // of opAtLeast, opOccurs, opSum; the level of opSeverity
	Lists []ListID // what the codes are looked up in; what they must be outside of
	Set   []int    // the values of opStatus
	Kids  []Cond
}

type Op uint8

const (
	OpTrue          Op = iota
	OpAnd              // all kids
	OpOr               // a kid
	OpNot              // not the kid
	OpPrincipal        // the principal diagnosis is in a list
	OpSecondary        // a secondary diagnosis is in a list
	OpEither           // any diagnosis is in a list
	OpProcedure        // a procedure or cluster is in a list
	OpAnyOR            // an O.R. procedure or cluster that is in none of the lists
	OpExtensive        // the same, and outside the non-extensive
	OpOnlySecondary    // every recognised secondary diagnosis is in a list
	OpAcross           // principal in the first list and secondary in the second, or the other way round
	OpStatus           // the discharge status is in the set
	OpAlive            // discharged alive
	OpAtLeast          // n of the kids
	OpOccurs           // n procedures in the lists, repetitions counted
	OpSum              // n in all, a procedure in the list of index i counting i+1
	OpSeverity         // level MCC (n=2), CC (1), or at least CC (3)
)

// The levels of secondary diagnoses, as package drg has them.
const (
	NonCC = iota
	CC
	MCC
)

// The DRGs that the algorithm itself defines; all others come from the manual.
const (
	InvalidDischarge = 998 // a principal diagnosis that is invalid as discharge diagnosis
	Ungroupable      = 999
)

// The kinds of DRG, as package drg has them.
const (
	NoKind = iota
	Medical
	Surgical
)

const LevelOrMore = 3 // the n of opSeverity for "CC or MCC"

type DRG struct {
	Number int
	MDC    int
	Kind   uint8
	Title  string
	Place  Place
}

// A drgList applies the lists to a range of DRGs.
type DRGList struct {
	First, Last int
	Lists       []ListID
	Place       Place
}

type HAC struct {
	Number     uint8
	Title      string
	Place      Place
	Secondary  ListID
	Additional ListID // counts if a code of secondary is hospital-acquired
	Procedures ListID
	Principal  ListID
	Has        HACLists
}

const MaxHACs = 64 // as many as Group has bits for

// hacLists says which of the optional lists a hac has.
type HACLists struct{ Additional, Procedures, Principal bool }

// A diagnosis is a code of ICD-10-CM that the version knows.
type Diagnosis struct {
	Code       uint64
	Class      uint16 // the lists that hold it
	Level      uint8
	AliveOnly  bool   // its level holds for patients discharged alive
	Retired    bool   // printed by the manual, but not in the code files
	Collection uint16 // the principal diagnoses that take its level
	Excluder   uint16 // its class as a principal diagnosis that takes levels
}

// A procedure is a code of ICD-10-PCS that the version knows.
type Procedure struct {
	Code    uint64
	Class   uint16
	OR      bool
	Retired bool
}

// A collection is a set of classes of principal diagnoses.
type Collection struct {
	Number   uint16
	Place    Place
	Excluder []uint16 // ordered
}

package mce

import (
	"slices"
	"strings"
)

// Flags is a set of the properties of a code in CMS's table, on which edits turn.
type Flags uint64

// flagNames are the flags as CMS's table spells them, in the order in which its
// rows have them; a name's index is its bit.
var flagNames = [...]string{
	"wrngproc", "reqsdx", "maternity", "msp", "pediatric", "noncovered", "bilateral", "biopsy", "nonspecific", "newborn",
	"manifestation", "or_indic", "male", "female", "ecodepdx", "mdc08", "qadm", "ncov2", "ncov2agelt64", "unacceptable",
	"adult", "delout", "unspecified", "cc", "ncov2agelt78", "ncov3", "ncov4", "ncov5", "ncov6", "ncov7", "ncov89",
	"diabtypeI", "clintrial", "ncov_z302", "ncov45", "kidneyxp", "ncov8", "ncov9", "ncov12agele60", "ncov13a", "ncov13b",
	"lcov", "lcov_artheartxpa", "lcov_artheartxpb", "lcov_artheartxp", "lcov_heartlungxp", "lcov_heartsys", "lcov_heartxp",
	"lcov_intxp", "lcov_kidneyxp", "lcov_liverxp", "lcov_lungxp", "lcov_lvrs", "lcov_pancreasxp", "csect", "vagdel",
	"los",
}

const (
	wrngproc Flags = 1 << iota // wrong procedure performed
	reqsdx                     // acceptable as principal beside a secondary
	maternity
	msp // Medicare may be secondary payer
	pediatric
	noncovered // never covered
	bilateral  // one of two joints
	biopsy     // open biopsy
	nonspecific
	newborn
	manifestation
	orProcedure // operating-room procedure
	male
	female
	ecodepdx     // external cause
	mdc08        // of the musculoskeletal system
	qadm         // questionable admission
	ncov2        // procedures covered beside such diagnoses
	ncov2agelt64 // excuses ncov2 below 64 years
	unacceptable
	adult
	delout       // outcome of delivery
	unspecified  // of unspecified laterality
	cc           // not used by the editor
	ncov2agelt78 // excuses ncov2 below 78 years
	ncov3        // procedures covered beside such diagnoses
	ncov4        // with ncov5 excuses ncov45 before April 26, 2006
	ncov5
	ncov6     // procedures not covered beside such diagnoses
	ncov7     // procedures not covered beside such diagnoses
	ncov89    // with ncov9 excuses ncov8
	diabtypeI // excuses ncov45
	clintrial // in a clinical trial
	ncovZ302  // procedures not covered beside such diagnoses
	ncov45    // pancreas transplant
	kidneyxp  // kidney transplant; excuses ncov45
	ncov8
	ncov9
	ncov12agele60 // covered to 60 years
	ncov13a
	ncov13b   // excuses ncov13a
	lcov      // limited coverage
	artHeartA // artificial heart, with the next
	artHeartB
	artHeart
	lcovHeartLung
	lcovHeartSystem
	lcovHeart
	lcovIntestine
	lcovKidney
	lcovLiver
	lcovLung
	lcovLungReduction
	lcovPancreas
	csect  // cesarean section
	vagdel // vaginal delivery
	los    // needs a long stay
	known  // not in the table: the code has a row on the date
)

// flagOf returns the flag of a name in CMS's table.
func flagOf(name string) (Flags, bool) {
	i := slices.Index(flagNames[:], name)
	if i < 0 {
		return 0, false
	}
	return 1 << i, true
}

// Names returns the flags in the set as CMS's table spells them.
func (f Flags) Names() []string {
	var names []string
	for i, name := range flagNames {
		if f>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Has reports whether the set has the flag that CMS's table spells so.
func (f Flags) Has(name string) bool {
	one, ok := flagOf(name)
	return ok && f&one != 0
}

// String returns the names joined by blanks.
func (f Flags) String() string { return strings.Join(f.Names(), " ") }

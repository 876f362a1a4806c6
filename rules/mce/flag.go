package mce

import (
	"slices"
	"strings"
)

// Flags is a set of the properties of a code in CMS's table, on which edits turn.
type Flags uint64

// flagNames are the flags as CMS's table spells them, by bit.
var flagNames = [...]string{
	// age and sex
	"newborn", "pediatric", "maternity", "adult", "male", "female",
	// diagnoses
	"ecodepdx", "manifestation", "qadm", "unacceptable", "reqsdx", "wrngproc", "unspecified", "delout",
	"diabtypeI", "clintrial", "nonspecific", "msp", "mdc08", "cc",
	"ncov2agelt64", "ncov2agelt78", "ncov4", "ncov5", "ncov89",
	// diagnoses and procedures
	"ncov2", "ncov3", "ncov6", "ncov7", "ncov_z302",
	// procedures
	"noncovered", "ncov45", "kidneyxp", "ncov8", "ncov9", "ncov12agele60", "ncov13a", "ncov13b",
	"lcov", "lcov_artheartxpa", "lcov_artheartxpb", "lcov_artheartxp", "lcov_heartlungxp", "lcov_heartsys",
	"lcov_heartxp", "lcov_intxp", "lcov_kidneyxp", "lcov_liverxp", "lcov_lungxp", "lcov_lvrs", "lcov_pancreasxp",
	"csect", "vagdel", "los", "or_indic", "bilateral", "biopsy",
}

const (
	newborn Flags = 1 << iota
	pediatric
	maternity
	adult
	male
	female
	ecodepdx
	manifestation
	qadm
	unacceptable
	reqsdx
	wrngproc
	unspecified
	delout
	diabtypeI
	clintrial
	nonspecific
	msp
	mdc08
	cc
	ncov2agelt64
	ncov2agelt78
	ncov4
	ncov5
	ncov89
	ncov2
	ncov3
	ncov6
	ncov7
	ncovZ302
	noncovered
	ncov45
	kidneyxp
	ncov8
	ncov9
	ncov12agele60
	ncov13a
	ncov13b
	lcov
	artHeartA
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
	csect
	vagdel
	los
	orProcedure
	bilateral
	biopsy
	known // not in the table: the code has a row on the date
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

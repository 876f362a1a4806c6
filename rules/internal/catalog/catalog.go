// Package catalog gathers the packs whose rules stand in rules/CATALOG.md. The
// packs need no release for that: what they say does not depend on one.
package catalog

import (
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/ioce"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/poa"
)

// Packs returns the packs in the order of the catalogue.
func Packs() []rules.Pack {
	return []rules.Pack{
		claim.Pack(),
		codes.Pack(codes.Options{}),
		mce.Pack(mce.Default()),
		ioce.Pack(nil),
		ncci.Pack(new(ncci.Library), 0),
		modifier.Pack(modifier.Options{}),
		poa.Pack(poa.Options{}),
		guideline.Pack(guideline.Options{}),
		billed.Pack(nil),
		audit.Pack(),
	}
}

package compile

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
)

// What stands in appendices and acts on families: F, I, and C with the lists that
// take a level.

func (c *compiler) appendixF() {
	for i := range c.m.Unrelated {
		f := &familySource{Family: &logic.Family{}, src: &c.m.Unrelated[i]}
		f.sections = c.sections(f.src.Body, 0)
		c.family(f)
		f.Surgical = true
		c.l.Unrelated = append(c.l.Unrelated, *f.Family)
	}
	found := false
	for _, f := range c.l.Unrelated {
		f.Base.EachOp(func(k *logic.Cond) {
			if k.Op == logic.OpAnd && len(k.Kids) == 2 && k.Kids[1].Op == logic.OpNot && k.Kids[1].Kids[0].Op == logic.OpAnyOR && !found {
				c.l.NonExtensive = k.Kids[1].Kids[0].Lists[0]
				found = true
			}
		})
	}
	if !found {
		c.diags = append(c.diags, medcode.Diagnostic{Kind: manual.KindNoNonExtensive, Message: "Appendix F has no list of the only O.R. procedures"})
	}
}

// hacRole returns what the codes under a wording of a hospital-acquired
// condition are, "" where the lexicon doesn't have it.
func (c *compiler) hacRole(h manual.Heading) string {
	key, _ := c.lex.key(h.Text)
	return c.lex.hac[key]
}

func (c *compiler) hacs() {
	for _, src := range c.m.HACs {
		h := logic.HAC{Number: uint8(src.Number), Title: src.Title, Place: toPlace(src.Place)}
		items := map[string][]manual.Item{}
		for _, b := range src.Body {
			role := c.hacRole(b)
			if role == "" {
				c.odd(b.Place, manual.KindUnknownWording, "no meaning for %q in the list of hospital-acquired conditions", b.Text)
			}
			items[role] = append(items[role], b.Items...)
		}
		name := fmt.Sprintf("HAC %02d ", src.Number)
		h.Secondary = c.newList(name+"secondary diagnosis", src.Place, items["secondary"], logic.DiagnosisList)
		if h.Has.Additional = len(items["additional"]) > 0; h.Has.Additional {
			h.Additional = c.newList(name+"additional diagnosis", src.Place, items["additional"], logic.DiagnosisList)
		}
		if h.Has.Procedures = len(items["procedure"]) > 0; h.Has.Procedures {
			h.Procedures = c.newList(name+"procedure", src.Place, items["procedure"], logic.ProcedureList)
		}
		if h.Has.Principal = len(items["principal"]) > 0; h.Has.Principal {
			h.Principal = c.newList(name+"principal diagnosis", src.Place, items["principal"], logic.DiagnosisList)
		}
		if c.l.HACs = append(c.l.HACs, h); len(c.l.HACs) == logic.MaxHACs+1 {
			c.odd(src.Place, manual.KindTooManyHACs, "more than %d hospital-acquired conditions", logic.MaxHACs)
		}
	}
}

// severityLists finds the secondary diagnoses that have no level in a DRG
// because its logic uses them: those of Appendix C part 3, or, in the versions
// without it, those that families with a column of severity ask for.
func (c *compiler) severityLists() {
	for _, p := range c.m.LogicCodes {
		id := c.newList("Appendix C part 3, "+p.Title, p.Place, p.Items, logic.DiagnosisList)
		c.l.LogicCodes = append(c.l.LogicCodes, logic.DRGList{First: p.DRGs.First, Last: p.DRGs.Last, Lists: []logic.ListID{id}, Place: toPlace(p.Place)})
	}
	for _, f := range c.fams {
		lists := c.usedAsSecondary(f)
		if len(lists) == 0 {
			continue
		}
		for _, r := range f.Rows {
			d := logic.DRGList{First: r.DRG, Last: r.DRG, Lists: lists, Place: f.Place}
			c.l.LogicLabels = append(c.l.LogicLabels, d)
			if len(c.m.LogicCodes) == 0 && f.Asks(logic.OpSeverity) && !f.exempt {
				c.l.LogicCodes = append(c.l.LogicCodes, d)
			}
		}
	}
}

// usedAsSecondary returns the lists that the logic of f looks secondary
// diagnoses up in, those of its chapter's entry included.
func (c *compiler) usedAsSecondary(f *familySource) []logic.ListID {
	var out []logic.ListID
	add := func(k *logic.Cond) {
		switch {
		case k.Op == logic.OpSecondary, k.Op == logic.OpEither, k.Op == logic.OpAcross, k.Op == logic.OpPrincipal && f.labels == "all":
			for _, id := range k.Lists {
				if !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	if f.labels == "none" {
		return nil
	}
	f.EachCond(add)
	for i := range f.sections {
		f.sections[i].cond.EachOp(add)
	}
	if e := c.l.Chapters[f.chapter].Entry; e != nil {
		e.EachOp(add)
	}
	return out
}

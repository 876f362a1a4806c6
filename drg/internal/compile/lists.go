package compile

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
)

// Lists, the codes in them, and clusters of procedures.

// newList adds a list of codes to the logic.
func (c *compiler) newList(name string, at manual.Place, items []manual.Item, kind logic.ListKind) logic.ListID {
	out := logic.List{Section: c.section, Name: name, Place: toPlace(at), Kind: kind}
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].And {
			j++
		}
		if j == i+1 {
			out.Codes = append(out.Codes, c.word(items[i], at, kind))
		} else {
			out.Clusters = append(out.Clusters, c.cluster(items[i:j], at))
		}
		i = j
	}
	slices.Sort(out.Codes)
	out.Codes = slices.Compact(out.Codes)
	slices.Sort(out.Clusters)
	out.Clusters = slices.Compact(out.Clusters)
	c.l.Lists = append(c.l.Lists, out)
	return logic.ListID(len(c.l.Lists) - 1)
}

// word packs a code of a list. Codes that neither index has are known if the
// code files have them. Up to version 40.1 lists have procedures that Appendix E
// lacks: they are known in any case, and O.R. procedures if they have no star.
func (c *compiler) word(it manual.Item, at manual.Place, kind logic.ListKind) uint64 {
	w := pack(it.Code)
	is := c.codes.of(w)
	switch {
	case kind == logic.DiagnosisList && is&diagnosis != 0, kind == logic.ProcedureList && is&procedure != 0:
	case is&(diagnosis|procedure) != 0:
		at.Line = it.Line
		c.odd(at, manual.KindCodeOfOtherKind, "the code %s is among codes of the other kind", it.Code)
	case kind == logic.ProcedureList && len(it.Code) == 7 && (is&filed != 0 || logic.CompareVersions(c.m.Version, "41") < 0):
		if c.codes.mark(it.Code, procedure); !it.Star {
			c.codes.mark(it.Code, unindexed)
		}
	case kind == logic.DiagnosisList && is&filed != 0:
		c.codes.mark(it.Code, diagnosis)
	default:
		at.Line = it.Line
		c.odd(at, manual.KindCodeWithoutIndex, "the code %s is in neither Appendix B nor Appendix E, nor in the code files given", it.Code)
	}
	return w
}

func (c *compiler) cluster(items []manual.Item, at manual.Place) uint16 {
	words := make([]uint64, len(items))
	for i, it := range items {
		words[i] = c.word(it, at, logic.ProcedureList)
	}
	slices.Sort(words)
	key := fmt.Sprint(words)
	id, ok := c.clusterIDs[key]
	if !ok {
		id = uint16(len(c.l.Clusters))
		c.clusterIDs[key] = id
		at.Line = items[0].Line
		c.l.Clusters = append(c.l.Clusters, logic.Cluster{Codes: words, Place: toPlace(at)})
	}
	return id
}

// kindOf tells a list of diagnoses from one of procedures by its codes.
func (c *compiler) kindOf(items []manual.Item) logic.ListKind {
	for _, it := range items {
		if it.And || it.Star || c.codes.of(pack(it.Code))&(procedure|diagnosis) == procedure {
			return logic.ProcedureList
		}
	}
	return logic.DiagnosisList
}

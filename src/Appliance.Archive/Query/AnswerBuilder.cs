using System.Globalization;
using System.Text;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Builds the answer for an entity: the keys that were asked for and nothing else, empty where the entity has no value, in the smallest
/// character set that holds them all.
/// </summary>
internal sealed class AnswerBuilder(EntityStore store, QueryPlan plan)
{
    private readonly Dictionary<DicomTag, string> _texts = [];
    private readonly QueryLevel[] _parents = [.. plan.Returned.Where(key => !QueryKeys.Counted.Contains(key)).Select(plan.RowLevel).Distinct().Where(level => level < plan.Level)];
    private readonly QueryKey[] _counted = [.. plan.Returned.Where(QueryKeys.Counted.Contains)];

    /// <summary>The answer for an entity, whose row is given.</summary>
    public DicomDataset Build(EntityId entity, RowReader row)
    {
        _texts.Clear();
        Collect(row);
        foreach (var level in _parents)
        {
            using var parent = store.Row(Ancestor(entity, level));
            if (parent.Found)
            {
                Collect(new RowReader(parent.Span));
            }
        }

        Count(entity);
        return ToDataset();
    }

    private static EntityId Ancestor(EntityId entity, QueryLevel level) =>
        level == QueryLevel.Study ? EntityId.OfStudy(entity.Study) : EntityId.OfSeries(entity.Study, entity.Series);

    private static string NameOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => "PATIENT",
        QueryLevel.Study => "STUDY",
        QueryLevel.Series => "SERIES",
        _ => "IMAGE",
    };

    private void Collect(RowReader row)
    {
        foreach (var field in row.Fields)
        {
            var tag = new DicomTag(field.Tag);
            if (IsReturned(tag))
            {
                _texts.TryAdd(tag, Encoding.UTF8.GetString(field.Utf8));
            }
        }
    }

    private bool IsReturned(DicomTag tag)
    {
        foreach (var key in plan.Returned)
        {
            if (key.Tag == tag)
            {
                return true;
            }
        }

        return false;
    }

    private void Count(EntityId entity)
    {
        foreach (var group in _counted.GroupBy(key => key.Level))
        {
            var tally = store.Tally(group.Key switch
            {
                _ when entity.Level == group.Key => entity,
                QueryLevel.Patient => store.PatientOf(EntityId.OfStudy(entity.Study)),
                _ => Ancestor(entity, group.Key),
            });
            foreach (var key in group)
            {
                _texts[key.Tag] = TextOf(key.Tag, tally);
            }
        }
    }

    private static string TextOf(DicomTag tag, Tally tally)
    {
        if (tag == DicomTag.ModalitiesInStudy)
        {
            return string.Join('\\', tally.Modalities);
        }

        if (tag == DicomTag.SOPClassesInStudy)
        {
            return string.Join('\\', tally.SopClasses);
        }

        var isStudies = tag == DicomTag.NumberOfPatientRelatedStudies;
        var isSeries = tag == DicomTag.NumberOfPatientRelatedSeries || tag == DicomTag.NumberOfStudyRelatedSeries;
        return (isStudies ? tally.Studies : isSeries ? tally.Series : tally.Instances).ToString(CultureInfo.InvariantCulture);
    }

    private DicomDataset ToDataset()
    {
        var answer = new DicomDataset();
        if (_texts.Values.Any(text => !Ascii.IsValid(text)))
        {
            var set = DicomCharacterSet.Smallest(_texts.Values);
            answer.Set(DicomTag.SpecificCharacterSet, [.. set.DefinedTerms]);
        }

        if (plan.ReturnsLevel)
        {
            answer.Set(DicomTag.QueryRetrieveLevel, NameOf(plan.Level));
        }

        foreach (var key in plan.Returned)
        {
            Put(answer, key.Tag, _texts.GetValueOrDefault(key.Tag, ""));
        }

        return answer;
    }

    private static void Put(DicomDataset answer, DicomTag tag, string text)
    {
        DicomDictionary.TryGetVR(tag, out var vr);
        if (text.Length == 0)
        {
            answer.Set(tag, vr);
        }
        else if (vr == DicomVR.IS || vr == DicomVR.DS)
        {
            // As it was received, though it may be no proper number.
            answer.SetBytes(tag, vr, Padded(text));
        }
        else
        {
            answer.Set(tag, vr, vr.IsSingleText ? [text] : text.Split('\\'));
        }
    }

    private static byte[] Padded(string text)
    {
        var bytes = new byte[text.Length + (text.Length & 1)];
        bytes.AsSpan().Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}

using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Builds the answer for an entity: the keys that were asked for and nothing else, empty where the entity has no value, in the smallest
/// character set that holds them all. Most values are ASCII, and go from the row to the answer as they are.
/// </summary>
internal sealed class AnswerBuilder
{
    private readonly EntityStore _store;
    private readonly QueryPlan _plan;
    private readonly AnswerKey[] _keys;
    private readonly AnswerValue[] _values;
    private readonly AnswerPart[] _parents;
    private readonly (QueryLevel Level, int[] Keys, AnswerPart Values)[] _counted;

    public AnswerBuilder(EntityStore store, QueryPlan plan)
    {
        _store = store;
        _plan = plan;
        _keys = [.. plan.Returned.Select(key => new AnswerKey(key))];
        _values = new AnswerValue[_keys.Length];
        _parents =
        [
            .. plan.Returned
                .Where(key => !QueryKeys.Counted.Contains(key))
                .Select(plan.RowLevel)
                .Distinct()
                .Where(level => level < plan.Level)
                .Select(level => new AnswerPart(level, _keys.Length)),
        ];
        _counted =
        [
            .. Enumerable.Range(0, _keys.Length)
                .Where(at => QueryKeys.Counted.Contains(plan.Returned[at]))
                .GroupBy(at => plan.Returned[at].Level, (level, keys) => (level, keys.ToArray(), new AnswerPart(level, _keys.Length))),
        ];
    }

    /// <summary>The answer for an entity, whose row is given.</summary>
    public DicomDataset Build(EntityId entity, RowReader row)
    {
        Array.Clear(_values);
        Collect(row, _values);
        foreach (var parent in _parents)
        {
            AddParent(Ancestor(entity, parent.Level), parent);
        }

        foreach (var (level, keys, values) in _counted)
        {
            AddCounts(Ancestor(entity, level), keys, values);
        }

        return ToDataset();
    }

    private EntityId Ancestor(EntityId entity, QueryLevel level) => level switch
    {
        _ when entity.Level == level => entity,
        QueryLevel.Patient => _store.PatientOf(EntityId.OfStudy(entity.Study)),
        QueryLevel.Study => EntityId.OfStudy(entity.Study),
        _ => EntityId.OfSeries(entity.Study, entity.Series),
    };

    private static string NameOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => "PATIENT",
        QueryLevel.Study => "STUDY",
        QueryLevel.Series => "SERIES",
        _ => "IMAGE",
    };

    /// <summary>Takes what is asked for out of a row; both are in ascending order.</summary>
    private void Collect(RowReader row, AnswerValue[] values)
    {
        var at = 0;
        foreach (var field in row.Fields)
        {
            while (at < _keys.Length && _keys[at].Tag.Value < field.Tag)
            {
                at++;
            }

            if (at == _keys.Length)
            {
                return;
            }

            if (_keys[at].Tag.Value == field.Tag)
            {
                values[at] = AnswerValue.Of(field.Utf8, _keys[at]);
            }
        }
    }

    /// <summary>Adds what the row of a parent has; those that follow one another mostly have the same.</summary>
    private void AddParent(EntityId entity, AnswerPart parent)
    {
        if (parent.Begin(entity))
        {
            using var row = _store.Row(entity);
            if (row.Found)
            {
                Collect(new RowReader(row.Span), parent.Values);
            }
        }

        for (var i = 0; i < _values.Length; i++)
        {
            if (!_values[i].IsSet)
            {
                _values[i] = parent.Values[i];
            }
        }
    }

    private void AddCounts(EntityId entity, int[] keys, AnswerPart counts)
    {
        if (counts.Begin(entity))
        {
            var tally = _store.Tally(entity);
            foreach (var at in keys)
            {
                counts.Values[at] = AnswerValue.Of(TextOf(_keys[at].Tag, tally), _keys[at]);
            }
        }

        foreach (var at in keys)
        {
            _values[at] = counts.Values[at];
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
        var hasLetters = Array.Exists(_values, value => value.HasLetters);
        if (hasLetters)
        {
            var set = DicomCharacterSet.Smallest(_values.Where(value => value.HasLetters).Select(value => value.Text!));
            answer.Set(DicomTag.SpecificCharacterSet, [.. set.DefinedTerms]);
        }

        if (_plan.ReturnsLevel)
        {
            answer.Set(DicomTag.QueryRetrieveLevel, NameOf(_plan.Level));
        }

        for (var i = 0; i < _keys.Length; i++)
        {
            _values[i].AddTo(answer, _keys[i], hasLetters);
        }

        return answer;
    }
}

using System.Text;
using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>The readers of values as text: dates, times, numbers, ages, names, tags and queries.</summary>
internal sealed class ValueTarget : FuzzTarget
{
    private const int MemoryMultiple = 256;
    private const long MemoryFloor = 16 * 1024;

    public override string Name => "values";

    public override string Promise => "parses or says no; numbers come back as they were formatted";

    public override int Weight => 20;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        .. new[]
        {
            "20200229", "20200101-20201231", "-2020", "1999-", "235959.999999", "1200-1300", "20200229235959.123456+0130", "2020-0500-2021+1400",
            "042Y", "Doe^John^A^Dr^Jr=山田^太郎", "3.14159e-10", "-0", "2147483648", "(0010,0010)", "00100010", "PatientName", "1.2.840.10008.1.1",
        }.Select(text => new FuzzSeed(text, Encoding.UTF8.GetBytes(text))),
    ];

    public override void Run(byte[] bytes, int variant, FuzzWatch watch) =>
        watch.Accepted += watch.Measured(bytes.Length, MemoryMultiple, MemoryFloor, () => ParseAll(Encoding.UTF8.GetString(bytes))) ? 1 : 0;

    private static bool ParseAll(string text)
    {
        var any = DicomDateRange.TryParse(text, out var dates) | DicomTimeRange.TryParse(text, out var times);
        any |= DicomDateTimeRange.TryParse(text, TimeSpan.FromHours(1), out var moments);
        any |= DicomAge.TryParse(text, out var age) | DicomTag.TryParse(text, out var tag) | DicomNumber.TryParseInteger(text, out var integer);
        _ = (dates.ToString(), times.ToString(), moments.ToString(), age.ToString(), tag.ToString(), integer);
        _ = DicomDateTimeRange.Combine(dates, times, TimeSpan.FromHours(-12));
        _ = DicomPersonName.Parse(text).ToString();
        _ = new DicomUID(text).IsValid;
        _ = DicomDictionary.TryGet(text, out _) | DicomDictionary.TryGetByName(text, out _);
        if (DicomNumber.TryParseDecimal(text, out var number))
        {
            any = true;
            var formatted = DicomNumber.FormatDecimal(number);
            // 16 characters hold at least nine digits, with sign, point and exponent.
            if (!DicomNumber.TryParseDecimal(formatted, out var again) || Math.Abs(again - number) > Math.Abs(number) * 1e-8)
            {
                throw new PromiseBrokenException($"'{text}' is {number:R}, formatted as '{formatted}'");
            }
        }

        return any;
    }
}

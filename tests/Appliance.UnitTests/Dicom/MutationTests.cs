using Appliance.Dicom;
using Appliance.Tests;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>
/// Real files, damaged at random: reading them gives what can be read or <see cref="DicomFormatException"/>, never anything else; what was read
/// is written back byte for byte; and memory stays within a multiple of the bytes given.
/// </summary>
public sealed class MutationTests
{
    private const int LargestFile = 16 * 1024;
    private const int Cases = 4_000;

    // Windows and tables of one reading, and per byte given: elements of eight bytes cost most.
    private const long FixedMemory = 4 << 20;
    private const long MemoryPerByte = 64;

    [Fact]
    public void Parse_DamagedFile_ThrowsFormatExceptionOrRoundTrips()
    {
        var files = Corpus.Files().Where(static path => new FileInfo(path).Length is > 0 and < LargestFile).Select(File.ReadAllBytes).ToArray();
        var damage = Gen.Zip(Gen.Choose(0, 5), Gen.Zip(Gen.Choose(0, LargestFile), Gen.Choose(0, 255))).ArrayOf(6);
        var damaged = Gen.Zip(Gen.Choose(0, files.Length - 1), damage).Select(pick => Damage(files[pick.Item1], pick.Item2));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(20, 27),
            Prop.ForAll(Arb.From(damaged), static bytes => Survives(bytes, keepReadable: true) && Survives(bytes, keepReadable: false)));
    }

    private static byte[] Damage(byte[] original, (int Kind, (int Place, int Value) At)[] steps)
    {
        var bytes = (byte[])original.Clone();
        foreach (var (kind, (place, value)) in steps)
        {
            var at = place % bytes.Length;
            var part = bytes.AsSpan(at, Math.Min(4, bytes.Length - at));
            switch (kind)
            {
                case 0:
                    bytes[at] = (byte)value;
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << (value % 8));
                    break;
                case 2:
                    part.Fill(0xFF);
                    break;
                case 3:
                    part.Clear();
                    break;
                case 4:
                    bytes.AsSpan(0, Math.Min(value, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    bytes = bytes[..Math.Max(1, bytes.Length - (at / 8))];
                    break;
            }
        }

        return bytes;
    }

    private static bool Survives(byte[] bytes, bool keepReadable)
    {
        var options = new DicomReadOptions { KeepReadable = keepReadable, InflateFloor = 0, MaxInflateRatio = 20 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = DicomFile.Parse(bytes, options);
            if (GC.GetAllocatedBytesForCurrentThread() - before > FixedMemory + (MemoryPerByte * bytes.Length))
            {
                return false;
            }

            Walk(file.Dataset);
            using var stream = new MemoryStream();
            file.Write(stream);
            if (!stream.ToArray().AsSpan().SequenceEqual(bytes))
            {
                return false;
            }

            Convert(file.Dataset);
            return true;
        }
        catch (DicomFormatException)
        {
            return true;
        }
    }

    private static void Walk(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            dataset.GetStrings(element.Tag);
            dataset.GetText(element.Tag);
            dataset.GetInt32(element.Tag);
            dataset.GetDoubles(element.Tag);
            foreach (var item in dataset.GetItems(element.Tag))
            {
                Walk(item);
            }
        }
    }

    private static void Convert(DicomDataset dataset)
    {
        try
        {
            var bytes = DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRBigEndian);
            DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRBigEndian, new DicomReadOptions { KeepReadable = true });
        }
        catch (InvalidOperationException)
        {
            // What was read in part, or holds encapsulated pixels, is refused in words.
        }
    }
}

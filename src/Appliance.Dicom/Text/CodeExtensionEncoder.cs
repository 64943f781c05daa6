namespace Appliance.Dicom;

/// <summary>
/// Writes text in the sets that the terms name, switching by ISO 2022 escape sequences where they may, and returning to the sets of value
/// 1 before every delimiter, line end and the end of the value (PS3.5 6.1.2.5.3).
/// </summary>
internal sealed class CodeExtensionEncoder(CodeExtensions extensions, DicomVR vr)
{
    private const byte Escape = 0x1B;
    private readonly List<byte> _bytes = [];
    private CodedSet _lower = extensions.InitialLower;
    private CodedSet? _upper = extensions.InitialUpper;

    /// <summary>Writes the text.</summary>
    /// <returns>The bytes; null, and where it stopped, when no set has a character.</returns>
    public byte[]? Encode(string text, out int stoppedAt)
    {
        Span<byte> code = stackalloc byte[2];
        for (stoppedAt = 0; stoppedAt < text.Length; stoppedAt++)
        {
            var character = text[stoppedAt];
            if (character < 0x20 || character == 0x7F || CodeExtensionDecoder.Resets(character, vr))
            {
                Reset();
                _bytes.Add((byte)character);
                continue;
            }

            var set = Choose(character, code, out var length);
            if (set is null)
            {
                return null;
            }

            Designate(set);
            _bytes.AddRange(code[..length]);
        }

        Reset();
        return [.. _bytes];
    }

    // What is active is preferred, then what value 1 has, then the further terms in their order.
    private CodedSet? Choose(char character, Span<byte> code, out int length)
    {
        foreach (var set in (ReadOnlySpan<CodedSet?>)[_lower, _upper, extensions.InitialLower, extensions.InitialUpper])
        {
            if (set is not null && (length = Fits(set, character, code)) > 0)
            {
                return set;
            }
        }

        foreach (var set in extensions.MayEscape ? extensions.Sets : [])
        {
            if ((length = Fits(set, character, code)) > 0)
            {
                return set;
            }
        }

        length = 0;
        return null;
    }

    // A space among two-byte characters is written in the single-byte set, as every delimiter is: two-byte sets have their own space.
    private static int Fits(CodedSet set, char character, Span<byte> code) =>
        set.IsDouble && character < 0x80 ? 0 : set.Encode(character, code);

    private void Designate(CodedSet set)
    {
        if (set.IsUpper ? set == _upper : set == _lower)
        {
            return;
        }

        _bytes.Add(Escape);
        foreach (var letter in set.Designation)
        {
            _bytes.Add((byte)letter);
        }

        if (set.IsUpper)
        {
            _upper = set;
        }
        else
        {
            _lower = set;
        }
    }

    private void Reset()
    {
        Designate(extensions.InitialLower);
        if (extensions.InitialUpper is { } initial)
        {
            Designate(initial);
        }

        // Without a set of value 1 there is nothing to designate in G1: the reset itself ends what was there.
        _upper = extensions.InitialUpper;
    }
}

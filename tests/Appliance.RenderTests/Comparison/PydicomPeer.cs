using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Tests;

namespace Appliance.RenderTests.Comparison;

/// <summary>pydicom with numpy and GDCM in a process of its own (<c>scripts/stored_values.py</c>), asked file by file. Safe on any thread.</summary>
internal sealed class PydicomPeer : IDisposable
{
    private readonly Process _process;
    private readonly BufferedStream _answers;

    public PydicomPeer()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "scripts", "stored_values.py");
        var python = Pydicom.Interpreter("pydicom,numpy,gdcm", "python3-pydicom python3-gdcm");
        _process = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _answers = new BufferedStream(_process.StandardOutput.BaseStream);
    }

    /// <summary>The frames of a file; null with the reason when it cannot.</summary>
    public FrameSamples[]? Decode(string path, IReadOnlyList<int> frames, out string why)
    {
        lock (_process)
        {
            _process.StandardInput.Write($"{path}\t{string.Join(',', frames)}\n");
            _process.StandardInput.Flush();
            var answers = new FrameSamples[frames.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                var head = Line();
                if (head.StartsWith("NO ", StringComparison.Ordinal))
                {
                    why = head[3..];
                    return null;
                }

                answers[i] = Frame(head.Split(' '));
            }

            why = "";
            return answers;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _answers.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    private FrameSamples Frame(string[] head)
    {
        var sizes = head[..3].Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var count = sizes[0] * sizes[1] * sizes[2];
        return new FrameSamples(sizes[1], sizes[0], sizes[2], head[3] switch
        {
            "i4" => Numbers<int>(count, value => value),
            "i8" => Numbers<long>(count, value => value),
            "f4" => Numbers<float>(count, value => value),
            "f8" => Numbers<double>(count, value => value),
            _ => throw new InvalidDataException($"stored_values.py answers '{string.Join(' ', head)}'"),
        });
    }

    private double[] Numbers<T>(int count, Func<T, double> convert)
        where T : unmanaged
    {
        var values = new T[count];
        _answers.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return Array.ConvertAll(values, value => convert(value));
    }

    private string Line()
    {
        var text = new StringBuilder();
        for (var next = _answers.ReadByte(); next != '\n'; next = _answers.ReadByte())
        {
            text.Append(next >= 0 ? (char)next : throw new EndOfStreamException("stored_values.py ended; its message is above"));
        }

        return text.ToString();
    }
}

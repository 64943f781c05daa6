using System.Diagnostics;
using System.Globalization;
using System.Text;
using Appliance.Tests;

namespace Appliance.RenderTests.Imaging;

/// <summary>Runs DCMTK's <c>dcmj2pnm</c> and <c>dcmp2pgm</c>, and reads the picture they make.</summary>
internal static class Dcmtk
{
    private const string Package = "dcmtk";

    /// <summary>The path of one of DCMTK's programs; skips the running test where it is missing (fails it under CI=true).</summary>
    public static string Need(string program) => Foreign.Need(program, Package);

    /// <summary>Draws one frame, overlays off; null with the reason when it cannot.</summary>
    /// <param name="file">A DICOM file.</param>
    /// <param name="frame">1-based.</param>
    /// <param name="window">Options that choose the window.</param>
    /// <param name="error">What dcmj2pnm said.</param>
    public static (int Width, int Height, bool IsColor, byte[] Pixels)? Draw(string file, int frame, string[] window, out string error) =>
        Run("dcmj2pnm", ["--quiet", "-O", "+op", "+F", frame.ToString(CultureInfo.InvariantCulture), .. window, file], out error);

    /// <summary>Draws the first frame with one of its overlays.</summary>
    /// <param name="file">A DICOM file.</param>
    /// <param name="overlay">Which of its overlays, counted from 1.</param>
    /// <param name="window">Options that choose the window.</param>
    /// <param name="error">What dcmj2pnm said.</param>
    public static (int Width, int Height, bool IsColor, byte[] Pixels)? DrawOverlay(string file, int overlay, string[] window, out string error) =>
        Run("dcmj2pnm", ["--quiet", "+O", overlay.ToString(CultureInfo.InvariantCulture), "+op", .. window, file], out error);

    /// <summary>Draws a frame under a presentation state.</summary>
    /// <param name="file">A DICOM file.</param>
    /// <param name="state">The file of the state.</param>
    /// <param name="frame">1-based.</param>
    /// <param name="error">What dcmp2pgm said.</param>
    public static (int Width, int Height, bool IsColor, byte[] Pixels)? DrawPresented(string file, string state, int frame, out string error) =>
        Run("dcmp2pgm", ["--quiet", "-p", state, "-f", frame.ToString(CultureInfo.InvariantCulture), file], out error);

    private static (int Width, int Height, bool IsColor, byte[] Pixels)? Run(string program, string[] arguments, out string error)
    {
        var output = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.pnm");
        try
        {
            var start = new ProcessStartInfo(Need(program)) { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (var argument in (string[])[.. arguments, output])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && File.Exists(output) ? Read(File.ReadAllBytes(output)) : null;
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static (int, int, bool, byte[])? Read(byte[] netpbm)
    {
        var (position, numbers) = (2, new List<int>());
        while (numbers.Count < 3)
        {
            var text = new StringBuilder();
            for (; position < netpbm.Length && !char.IsWhiteSpace((char)netpbm[position]); position++)
            {
                if (netpbm[position] == '#')
                {
                    position = Array.IndexOf(netpbm, (byte)'\n', position) - 1;
                }
                else
                {
                    text.Append((char)netpbm[position]);
                }
            }

            position++;
            if (text.Length > 0)
            {
                numbers.Add(int.Parse(text.ToString(), CultureInfo.InvariantCulture));
            }
        }

        return numbers[2] == 255 ? (numbers[0], numbers[1], netpbm[1] == '6', netpbm[position..]) : null;
    }
}

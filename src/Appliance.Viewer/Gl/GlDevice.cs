using System.Globalization;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>The GL of a context, what it is and what it can take. Valid on the thread on which the context is current.</summary>
internal sealed class GlDevice : IDisposable
{
    private GlDevice(GL api, Version version, string renderer)
    {
        Api = api;
        Version = version;
        Renderer = renderer;
        api.GetInteger(GetPName.MaxTextureSize, out int side);
        MaxTextureSize = side;
    }

    /// <summary>The calls.</summary>
    public GL Api { get; }

    /// <summary>The version of the context.</summary>
    public Version Version { get; }

    /// <summary>What draws: the name of the card, or of the software in its place.</summary>
    public string Renderer { get; }

    /// <summary>The widest and highest picture a texture can hold.</summary>
    public int MaxTextureSize { get; }

    /// <summary>Loads the calls of a current context.</summary>
    /// <exception cref="WindowException">It is older than GL 3.3.</exception>
    public static GlDevice Load(IGraphicsContext context)
    {
        var api = GL.GetApi(context.GetProcAddress);
        var text = api.GetStringS(StringName.Version) ?? "";
        var version = ParseVersion(text);
        if (version < new Version(3, 3))
        {
            api.Dispose();
            throw new WindowException($"the GL of {context.Description} is '{text}'; 3.3 is the least that can be drawn with");
        }

        return new GlDevice(api, version, api.GetStringS(StringName.Renderer) ?? "unnamed renderer");
    }

    /// <summary>The two numbers that begin GL_VERSION; 0.0 when it does not begin with two numbers.</summary>
    public static Version ParseVersion(string text)
    {
        var numbers = text.Split(' ')[0].Split('.');
        return numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }

    /// <summary>Throws when GL has noted an error since the last look.</summary>
    /// <param name="doing">What was being done, for the message.</param>
    /// <exception cref="WindowException">It has.</exception>
    public void Check(string doing)
    {
        var error = Api.GetError();
        if (error != GLEnum.NoError)
        {
            throw new WindowException($"GL error {error} (0x{(int)error:X4}) while {doing}, on {Renderer}");
        }
    }

    public void Dispose() => Api.Dispose();
}

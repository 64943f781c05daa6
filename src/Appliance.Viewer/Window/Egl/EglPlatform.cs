using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>Finds the EGL displays of this machine.</summary>
internal static unsafe class EglPlatform
{
    private const int MaxDevices = 16;

    /// <summary>The EGL display of a native one, or 0.</summary>
    public static nint Display(uint platform, nint native)
    {
        // Looked up rather than bound: EGL 1.4 has it only as an extension, under the other name.
        var address = EglNative.eglGetProcAddress("eglGetPlatformDisplay");
        if (address == 0)
        {
            address = EglNative.eglGetProcAddress("eglGetPlatformDisplayEXT");
        }

        return address == 0 ? 0 : ((delegate* unmanaged[Cdecl]<uint, nint, nint*, nint>)address)(platform, native, null);
    }

    /// <summary>Displays that need no desktop, best first, each with a name for notes.</summary>
    public static IReadOnlyList<(nint Display, string Name)> OffscreenDisplays()
    {
        var found = new List<(nint, string)>();
        if (Has(0, "EGL_MESA_platform_surfaceless"))
        {
            found.Add((Display(EglNative.PlatformSurfaceless, 0), "surfaceless"));
        }

        var query = EglNative.eglGetProcAddress("eglQueryDevicesEXT");
        if (query != 0 && Has(0, "EGL_EXT_platform_device"))
        {
            var devices = stackalloc nint[MaxDevices];
            int count;
            if (((delegate* unmanaged[Cdecl]<int, nint*, int*, uint>)query)(MaxDevices, devices, &count) != 0)
            {
                for (var i = 0; i < count; i++)
                {
                    found.Add((Display(EglNative.PlatformDevice, devices[i]), $"device {i}"));
                }
            }
        }

        return found;
    }

    /// <summary>Whether a display (0: the client library) names this extension.</summary>
    public static bool Has(nint display, string extension)
    {
        var list = Marshal.PtrToStringUTF8((nint)EglNative.eglQueryString(display, EglNative.Extensions));
        return list is not null && list.Split(' ').Contains(extension);
    }

    /// <summary>The error of the last call, as an exception that names the call.</summary>
    public static WindowException Failure(string call) => new($"{call} failed with EGL error 0x{EglNative.eglGetError():X4}");
}

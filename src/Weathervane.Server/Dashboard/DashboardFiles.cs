using System.Reflection;

namespace Weathervane.Server.Dashboard;

/// <summary>The files that the build put into this assembly from <c>web/</c>, by their path below <c>/</c>.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "web/", Brotli = ".br", Gzip = ".gz";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Lazy<IReadOnlyDictionary<string, DashboardFile>> Kept = new(() => Read(typeof(DashboardFiles).Assembly));

    /// <summary>All of them; empty where the build had no npm.</summary>
    internal static IReadOnlyDictionary<string, DashboardFile> All => Kept.Value;

    /// <summary>The one page that all addresses show.</summary>
    internal static DashboardFile? Page => All.GetValueOrDefault("index.html");

    private static Dictionary<string, DashboardFile> Read(Assembly assembly)
    {
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
        return names.Where(n => !IsCompressed(n)).ToDictionary(
            n => n[Prefix.Length..],
            n => new DashboardFile(Types.GetValueOrDefault(Path.GetExtension(n), "application/octet-stream"), Content(n)!, Content(n + Brotli), Content(n + Gzip)));

        byte[]? Content(string name)
        {
            using var stream = names.Contains(name) ? assembly.GetManifestResourceStream(name) : null;
            if (stream is null)
            {
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    private static bool IsCompressed(string name) => name.EndsWith(Brotli, StringComparison.Ordinal) || name.EndsWith(Gzip, StringComparison.Ordinal);
}

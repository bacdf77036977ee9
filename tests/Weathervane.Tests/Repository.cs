using System.Diagnostics.CodeAnalysis;

namespace Weathervane.Tests;

/// <summary>Where the checkout and the shared data beside it are.</summary>
internal static class Repository
{
    /// <summary>The root of the checkout: the nearest folder upwards that holds the solution.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>A file of the shared data that lies beside the checkout. Where it is missing the test is skipped, or fails if CI=true.</summary>
    internal static string Shared(string path)
    {
        var full = Path.Combine(Root, "..", "shared", path);
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            Missing($"needs ../shared/{path}, which is not beside the checkout");
        }

        return full;
    }

    /// <summary>Skips the test for what this machine lacks, or fails it if CI=true.</summary>
    [DoesNotReturn]
    internal static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Weathervane.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Weathervane.slnx was not found above " + AppContext.BaseDirectory);
    }
}

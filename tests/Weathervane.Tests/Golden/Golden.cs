namespace Weathervane.Tests;

/// <summary>Text that we wrote ourselves and keep, to notice when it changes.</summary>
internal static class Golden
{
    /// <summary>Compares with the file under Golden/baseline; with <c>GOLDEN_UPDATE=1</c> in the environment writes it instead.</summary>
    internal static void Verify(string name, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests/Weathervane.Tests/Golden/baseline", name);
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        var (expected, found) = (File.ReadAllText(path).Split('\n'), actual.Split('\n'));
        for (var line = 0; line < Math.Max(expected.Length, found.Length); line++)
        {
            Assert.True(
                expected.ElementAtOrDefault(line) == found.ElementAtOrDefault(line),
                $"{name}, line {line + 1}:\n  on file: {expected.ElementAtOrDefault(line)}\n  now:     {found.ElementAtOrDefault(line)}\nIf the change is meant, run the tests once with GOLDEN_UPDATE=1 and look at the difference.");
        }
    }
}

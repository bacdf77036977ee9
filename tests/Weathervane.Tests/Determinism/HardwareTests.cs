using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace Weathervane.Tests.Determinism;

/// <summary>The same bytes whatever the processor offers and on 1 or 2 threads: features, every learner of the catalogue, a whole run.</summary>
/// <remarks>Each kind of hardware is a process with parts of this processor hidden; each test first asks that process whether they were.</remarks>
public sealed class HardwareTests
{
    private static readonly Dictionary<string, (string Name, string Value)[]> Hidden = new()
    {
        ["everything there"] = [],
        ["no AVX-512"] = [("DOTNET_EnableAVX512", "0")],
        ["no AVX2"] = [("DOTNET_EnableAVX2", "0")],
        ["no vectors"] = [("DOTNET_EnableHWIntrinsic", "0")],
        ["512-bit vectors"] = [("DOTNET_MaxVectorTBitWidth", "512"), ("DOTNET_PreferredVectorBitWidth", "512")],
        ["plain C library"] = [("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F")],
    };

    // All at once: they take turns on the cores anyway.
    private static readonly Dictionary<string, Lazy<Dictionary<string, string>>> Printed = Start();

    [Theory]
    [InlineData("no AVX-512")]
    [InlineData("no AVX2")]
    [InlineData("no vectors")]
    [InlineData("512-bit vectors")]
    [InlineData("plain C library")]
    public void Every_byte_is_the_same_with(string hardware)
    {
        var (all, some) = (Printed["everything there"].Value, Printed[hardware].Value);
        AssertHidden(hardware, all, some);
        Assert.Equal(all.Keys, some.Keys);
        string[] differing = [.. all.Keys.Where(name => !name.StartsWith('?') && all[name] != some[name])];
        Assert.Empty(differing);
    }

    [Fact]
    public void Every_byte_is_the_same_on_1_and_2_threads_whatever_the_hardware()
    {
        foreach (var (hardware, printed) in Printed)
        {
            var twice = printed.Value.Where(p => p.Key.EndsWith(", 1", StringComparison.Ordinal)).ToList();
            Assert.True(twice.Count > 20);
            string[] differing = [.. twice.Where(p => printed.Value[p.Key[..^1] + "2"] != p.Value).Select(p => $"{hardware}: {p.Key}")];
            Assert.Empty(differing);
        }
    }

    /// <summary>A switch that did nothing would prove nothing.</summary>
    private static void AssertHidden(string hardware, Dictionary<string, string> all, Dictionary<string, string> some)
    {
        switch (hardware)
        {
            case "no AVX-512":
                Assert.Equal("False", some["? avx512"]);
                break;
            case "no AVX2":
                Assert.Equal(("False", "2"), (some["? avx2"], some["? lanes"]));
                break;
            case "no vectors":
                Assert.Equal(("False", "False"), (some["? accelerated"], some["? avx2"]));
                break;
            case "512-bit vectors":
                Assert.SkipUnless(Avx512F.IsSupported, "this processor has no AVX-512");
                Assert.Equal("8", some["? lanes"]);
                break;
            default:
                Assert.SkipUnless(Fma.IsSupported, "the C library has only one variant for this processor");
                Assert.NotEqual(all["? libm"], some["? libm"]);
                break;
        }
    }

    private static Dictionary<string, Lazy<Dictionary<string, string>>> Start() => Hidden.ToDictionary(h => h.Key, h =>
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(HardwareTests).Assembly.Location, null))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // These programs end before counting how often code runs could make it faster.
            Environment = { [Fingerprints.Variable] = Repository.Root, ["DOTNET_TieredPGO"] = "0" },
        };
        foreach (var (name, value) in h.Value)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return new Lazy<Dictionary<string, string>>(() =>
        {
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error.Result);
            return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).ToDictionary(l => l[0], l => l[1]);
        });
    });
}

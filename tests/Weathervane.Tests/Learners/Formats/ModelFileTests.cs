using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Weathervane.Learners;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Formats;

public sealed class ModelFileTests
{
    private static readonly byte[] Good = new ModelFile("""{"learner":"voting"}""", Fitted()).ToBytes();

    [Fact]
    public void A_file_of_version_1_opens_for_ever_with_the_same_predictions()
    {
        var golden = Path.Combine(Repository.Root, "tests/Weathervane.Tests/Golden/baseline");
        var file = ModelFile.Read(File.ReadAllBytes(Path.Combine(golden, "model-v1.vane")), "model-v1.vane");
        Assert.Equal("""{"note":"written by format version 1"}""", file.Header);
        var lines = File.ReadAllLines(Path.Combine(golden, "model-v1.csv"));
        Assert.Equal(file.Model.FeatureNames, lines[0].Split(',')[..^1]);
        foreach (var line in lines[1..])
        {
            var numbers = line.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(numbers[^1], file.Model.Predict(numbers.AsSpan()[..^1]));
        }
    }

    [Fact]
    public void Every_damaged_byte_and_every_truncation_is_noticed()
    {
        for (var i = 0; i < Good.Length; i += 1 + (i / 300))
        {
            var damaged = Good.ToArray();
            damaged[i] ^= 4;
            Assert.Throws<InputException>(() => ModelFile.Read(damaged, "m"));
            Assert.Throws<InputException>(() => ModelFile.Read(Good.AsMemory(0, i), "m"));
        }
    }

    [Fact]
    public void Says_what_is_wrong_and_what_to_do()
    {
        Assert.Equal(
            "m.vane: is not a Weathervane model file. Give a file that 'vane run', 'vane fit' or 'vane models export' has written.", Problem("hello"u8.ToArray()));
        var changed = Good.ToArray();
        changed[40] ^= 1;
        Assert.Equal(
            "m.vane: was changed or damaged: its SHA-256 does not fit its content. Take the file from its source again.", Problem(changed));
        var later = Good.ToArray();
        later[8] = 9;
        Assert.Equal("m.vane: has format version 9, but this program reads up to 2. Use a newer Weathervane.", Problem(later));
    }

    [Fact]
    public void The_header_must_be_a_JSON_object()
    {
        foreach (var header in new[] { "", "[]", "{", "{} {}", "\"x\"" })
        {
            Assert.Throws<ArgumentException>(() => new ModelFile(header, Fitted()).ToBytes());
        }
    }

    [Fact]
    public void Mutated_files_under_a_right_checksum_open_or_give_one_clear_error()
    {
        var random = new SeededRandom(1);
        var opened = 0;
        for (var i = 0; i < 6000; i++)
        {
            var bytes = Sign(Mutate(Good, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var model = ModelFile.Read(bytes, "m").Model;
                // What opens must be usable: no endless walk, no index out of range, a number or NaN.
                var p = model.Predict(new double[model.FeatureNames.Count]);
                Assert.True(double.IsNaN(p) || p is >= 0 and <= 1);
                opened++;
            }
            catch (InputException problem)
            {
                Assert.Single(problem.Problems);
            }

            // Memory in proportion to the file: objects of .NET for bytes of the file, and the reader's own copies.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (40 * bytes.Length) + 100_000);
        }

        // Most mutations fall on numbers that may have any value; many must be refused, and many must reach the end.
        Assert.InRange(opened, 600, 5400);
    }

    [Theory]
    [InlineData(0, "node 0 has the children 1 and 0, of which one is above it or has a parent already")]
    [InlineData(1, "node 0 has the children 1 and 1, of which one is above it or has a parent already")]
    [InlineData(7, "child of a node is 7, not in [-4, 2]")]
    [InlineData(-9, "child of a node is -9, not in [-4, 2]")]
    public void Cycles_and_strange_children_are_refused(int right, string what)
    {
        var tree = new Tree(
            [new(0.5, 0, 1, right, false), new(0.2, 0, ~0, ~1, false), new(0.7, 0, ~2, ~3, false)], [1, 2, 3, 4], [1, 1, 1], [4, 2, 2], [1, 1, 1, 1]);
        var bytes = new ModelFile("{}", new TreeModel(["x"], [tree], new TreeScore())).ToBytes();
        Assert.Equal($"m.vane: the model is corrupt: {what}. Train again, or take the file from its source again.", Problem(bytes));
    }

    [Fact]
    public void Votes_within_votes_end_at_a_depth()
    {
        Model model = new ConstantModel(["x"], 0.5);
        for (var depth = 0; depth < 40; depth++)
        {
            model = new VotingModel([model], [1], false);
        }

        Assert.Contains("nested more than 8 deep", Problem(new ModelFile("{}", model).ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_count_takes_no_memory()
    {
        var bytes = new ModelFile("{}", new ConstantModel(["x"], 0.5)).ToBytes();
        // After magic, version, header (length 2) and payload length stands the kind "constant", then the count of names.
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16 + 2 + 4 + 4 + 8), int.MaxValue);
        Assert.Contains("count of feature names is 2147483647, not in [0, 3]", Problem(Sign(bytes)), StringComparison.Ordinal);
    }

    private static string Problem(byte[] bytes) => Assert.Throws<InputException>(() => ModelFile.Read(bytes, "m.vane")).Message;

    private static byte[] Mutate(byte[] good, SeededRandom random)
    {
        var bytes = good.ToList();
        for (var n = 1 + random.NextInt(4); n > 0; n--)
        {
            var at = 12 + random.NextInt(bytes.Count - 12 - 32);
            switch (random.NextInt(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 1: bytes[at] = (byte)random.NextInt(256); break;
                case 2: bytes.RemoveRange(at, Math.Min(1 + random.NextInt(8), bytes.Count - 32 - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(12, 1 + random.NextInt(8))); break;
                default:
                    byte[] extreme = random.NextInt(2) == 0 ? [255, 255, 255, 127] : [0, 0, 0, 128];
                    for (var k = 0; k < 4 && at + k < bytes.Count - 32; k++)
                    {
                        bytes[at + k] = extreme[k];
                    }

                    break;
            }
        }

        // Half the time the payload's length is put right again, so that mutations inside it are read.
        var changed = bytes.ToArray();
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(changed.AsSpan(12));
        if (random.NextInt(4) > 0 && headerLength >= 0 && headerLength < changed.Length - 52)
        {
            BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(16 + headerLength), changed.Length - 52 - headerLength);
        }

        return changed;
    }

    private static byte[] Sign(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        return bytes;
    }

    private static Model Fitted() => new VotingEnsemble
    {
        Estimators = [new LightGbm { NEstimators = 3, NumLeaves = 6 }, new RandomForest { NEstimators = 2, MaxDepth = 3 }, new LogisticRegression(), new BaseRate()],
    }.Fit(Tables.Made(200, 4, 1), new FitContext());
}

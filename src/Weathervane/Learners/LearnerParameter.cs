using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Weathervane.Learners;

/// <summary>One hyperparameter: the property of a learner's record under the name that pipelines give it.</summary>
/// <remarks>The record is the one place where a parameter lives: its name is the property's in snake case (<c>NumLeaves</c> is
/// <c>num_leaves</c>), its default the property's initial value, its range the check in the <c>init</c> accessor, its
/// description the property's doc comment.</remarks>
public sealed class LearnerParameter
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<LearnerParameter>> Cache = new();
    private readonly PropertyInfo _property;

    private LearnerParameter(PropertyInfo property) => (_property, Name, OtherNames) =
        (property, SnakeCase(property.Name), property.GetCustomAttribute<AlsoCalledAttribute>()?.Names ?? []);

    /// <summary>The name in pipelines: <c>num_leaves</c>.</summary>
    public string Name { get; }

    /// <summary>Other names by which users of the original know it: <c>min_child_samples</c> for <c>min_data_in_leaf</c>.</summary>
    public IReadOnlyList<string> OtherNames { get; }

    /// <summary>int, double, bool, string, a list of numbers, a learner, or a list of learners.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>The name of the C# property.</summary>
    public string Property => _property.Name;

    /// <summary>The value that a learner has.</summary>
    /// <param name="learner">A learner of the record that declares this parameter.</param>
    public object Get(Learner learner) => _property.GetValue(learner)!;

    /// <summary>The parameters of a learner's record: its public properties with an <c>init</c> accessor, in order.</summary>
    internal static IReadOnlyList<LearnerParameter> Of(Type learner) => Cache.GetOrAdd(learner, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true })
            .OrderBy(p => p.MetadataToken)
            .Select(p => new LearnerParameter(p))]);

    /// <summary>Whether two learners of one record have equal values, lists item by item.</summary>
    internal static bool Same(Learner a, Learner b) => Of(a.GetType()).All(p => p.Get(a) is IEnumerable many and not string
        ? many.Cast<object>().SequenceEqual(((IEnumerable)p.Get(b)).Cast<object>())
        : Equals(p.Get(a), p.Get(b)));

    /// <summary>A hash that equal learners share.</summary>
    internal static int Hash(Learner learner)
    {
        var hash = default(HashCode);
        foreach (var parameter in Of(learner.GetType()))
        {
            hash.Add(parameter.Get(learner) is ICollection many ? many.Count : parameter.Get(learner));
        }

        return hash.ToHashCode();
    }

    /// <summary>Sets the value on a learner that nobody else has seen yet, and returns what is wrong with it.</summary>
    internal IReadOnlyList<InputProblem> Set(Learner learner, object? value, string where)
    {
        try
        {
            if (Convert(value, where) is not { } converted)
            {
                return [new(where, $"{Show(value)} is not {Wanted}.")];
            }

            _property.SetValue(learner, converted, BindingFlags.DoNotWrapExceptions, null, null, null);
            return [];
        }
        catch (InputException nested)
        {
            return nested.Problems;
        }
        catch (ArgumentException outside)
        {
            // The guard's sentence starts with the property's name, which the file's reader has never seen.
            var sentence = outside.Message.Split(" (Parameter '")[0].Replace(_property.Name, Name, StringComparison.Ordinal);
            return [new(where, sentence)];
        }
    }

    private string Wanted => Type == typeof(int) ? "a whole number"
        : Type == typeof(double) ? "a number"
        : Type == typeof(bool) ? "true or false"
        : Type == typeof(IReadOnlyList<double>) ? "a list of numbers"
        : Type == typeof(Learner) ? "a learner: an id and its parameters"
        : Type == typeof(IReadOnlyList<Learner>) ? "a list of learners, each with an id and its parameters"
        : "a text";

    private object? Convert(object? value, string where) => value switch
    {
        null => null,
        _ when Type.IsInstanceOfType(value) => value,
        _ when Type == typeof(Learner) => OneLearner(value, where),
        _ when Type == typeof(IReadOnlyList<Learner>) => value is IEnumerable items and not string ? Learners(items, where) : null,
        _ when Type == typeof(IReadOnlyList<double>) => value is IEnumerable items and not string ? Numbers(items) : null,
        _ when Type == typeof(bool) => bool.TryParse(Text(value), out var flag) ? flag : null,
        _ when Type == typeof(string) => value is IEnumerable ? null : Text(value),
        _ => Numeric(Number(value)),
    };

    // Boxed apart: one conditional over int and double would turn both into double.
    private object? Numeric(double? number) => number switch
    {
        null => null,
        { } any when Type == typeof(double) => any,
        { } whole when whole == Math.Floor(whole) && Math.Abs(whole) <= int.MaxValue => (int)whole,
        _ => null,
    };

    private static double? Number(object value) =>
        value is not bool && double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(object value) => System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static double[]? Numbers(IEnumerable items)
    {
        var numbers = items.Cast<object?>().Select(i => i is null ? null : Number(i)).ToList();
        return numbers.Contains(null) ? null : [.. numbers.Select(n => n!.Value)];
    }

    private static Learner[]? Learners(IEnumerable items, string where)
    {
        var learners = new List<Learner>();
        var problems = new List<InputProblem>();
        foreach (var item in items)
        {
            var path = $"{where}[{learners.Count + problems.Count}]";
            try
            {
                if (OneLearner(item, path) is not { } learner)
                {
                    return null;
                }

                learners.Add(learner);
            }
            catch (InputException nested)
            {
                problems.AddRange(nested.Problems);
            }
        }

        return problems.Count == 0 ? [.. learners] : throw new InputException(problems);
    }

    private static Learner? OneLearner(object? item, string where) => item switch
    {
        Learner ready => ready,
        string id => LearnerCatalog.Create(id, new Dictionary<string, object>(), where),
        IReadOnlyDictionary<string, object> named when named.TryGetValue("id", out var id) =>
            LearnerCatalog.Create(Text(id), named.Where(p => p.Key != "id").ToDictionary(), where),
        _ => null,
    };

    private static string Show(object? value) => value is null ? "nothing" : $"'{Text(value)}'";

    private static string SnakeCase(string name)
    {
        // One capital alone is a symbol of the field, such as the C of logistic regression, and keeps its case.
        if (name.Length == 1)
        {
            return name;
        }

        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}

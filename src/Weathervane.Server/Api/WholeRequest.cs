using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Api;

/// <summary>Refuses a body in which null stands where its type allows none: as an element of a list or a map, or as the value of a property.</summary>
/// <remarks>The serializer looks at no element, and at a property that a record adds to its constructor's only where the body arrived in one piece.</remarks>
internal sealed class WholeRequest : IEndpointFilter
{
    private const int MostProblems = 20;
    private static readonly ConcurrentDictionary<Type, Part[]> Known = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            // What comes with the request otherwise, its context or a cancellation, is no body.
            if (argument is not null and not string and not HttpContext && (IsOurs(argument.GetType()) || argument is IEnumerable))
            {
                var problems = Nulls(argument, "").Take(MostProblems).ToList();
                if (problems.Count > 0)
                {
                    throw new InputException(problems);
                }
            }
        }

        return next(context);
    }

    private static IEnumerable<InputProblem> Nulls(object value, string where) => value switch
    {
        string or byte[] => [],
        IDictionary map => Entries(map, Body(where)),
        IEnumerable list => Elements(list, Body(where)),
        _ => PartsOf(value.GetType()).SelectMany(p => Nulls(p.Property.GetValue(value), where.Length == 0 ? p.Name : $"{where}.{p.Name}", p.MayBeNull)),
    };

    private static IEnumerable<InputProblem> Nulls(object? value, string where, bool mayBeNull) =>
        value is not null ? Nulls(value, where) : mayBeNull ? [] : [new(where, "is null.", "Give a value, or leave it out.")];

    private static IEnumerable<InputProblem> Entries(IDictionary map, string where)
    {
        foreach (DictionaryEntry entry in map)
        {
            foreach (var problem in Nulls(entry.Value, $"{where}.{entry.Key}", mayBeNull: false))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<InputProblem> Elements(IEnumerable list, string where)
    {
        // A million numbers hold no null, and are not looked at one by one.
        if (list.GetType() is var type && (type.IsArray ? type.GetElementType() : type.IsGenericType ? type.GetGenericArguments()[^1] : null) is { IsValueType: true } element && !MayHold(element))
        {
            yield break;
        }

        var position = 0;
        foreach (var item in list)
        {
            foreach (var problem in Nulls(item, string.Create(CultureInfo.InvariantCulture, $"{where}[{position}]"), mayBeNull: false))
            {
                yield return problem;
            }

            position++;
        }
    }

    private static bool MayHold(Type type) => Nullable.GetUnderlyingType(type) is not null || PartsOf(type).Length > 0;

    private static string Body(string where) => where.Length == 0 ? "body" : where;

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith(nameof(Weathervane), StringComparison.Ordinal) == true;

    private static Part[] PartsOf(Type type) => Known.GetOrAdd(type, Look);

    /// <summary>What a body may set of a type of ours and what can hold a null; what is worked out from it is left alone.</summary>
    private static Part[] Look(Type type)
    {
        if (!IsOurs(type) || type.IsEnum)
        {
            return [];
        }

        var context = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && (!p.PropertyType.IsValueType || MayHold(p.PropertyType)))
                .Select(p => new Part(
                    p, p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(p.Name), context.Create(p).WriteState == NullabilityState.Nullable)),
        ];
    }

    /// <summary>A property that a body may set.</summary>
    /// <param name="Property">The property.</param>
    /// <param name="Name">What the body calls it.</param>
    /// <param name="MayBeNull">Whether it may hold null.</param>
    private sealed record Part(PropertyInfo Property, string Name, bool MayBeNull);
}

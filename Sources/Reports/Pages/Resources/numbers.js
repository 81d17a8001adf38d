// Numbers as text: with a decimal point and a true minus sign, without grouping of digits.

function inDigits(value, digits = 4) {
  if (!Number.isFinite(value)) return "-";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const text = power < -3 || power > 5
    ? mantissa + "\u00d710" + String(power).replace(/[-0-9]/g, (c) => "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"["-0123456789".indexOf(c)])
    : Number(value).toFixed(Math.max(0, digits - 1 - power));
  return text.replace("-", "\u2212");
}

function inPercent(value) { return Math.round(value * 100) + " %"; }

function asProbability(value) {
  if (value > 0.999) return "> 0.999";
  if (value < 0.001) return "< 0.001";
  return value.toFixed(3);
}

function asLength(value) { return String(Math.round(value * 100) / 100).replace("-", "\u2212"); }

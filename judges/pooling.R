# The independent judge of reprieve.pathway.evidence.pooling: R's metafor, asked the same questions.
#
#   Rscript judges/pooling.R QUESTIONS.json > ANSWERS.json
#
# `make judge` writes the questions, runs this and freezes both in tests/published/metafor_answers.json.
# Needs Debian's r-cran-metafor and r-cran-jsonlite.

suppressMessages({
  library(metafor)
  library(jsonlite)
})

questions <- fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyVector = TRUE, simplifyDataFrame = FALSE)

effects_of <- function(question) {
  if (question$measure == "proportion") {
    escalc(measure = "PLO", xi = question$events, ni = question$n, add = 0.5, to = "only0")
  } else {
    escalc(
      measure = "MD",
      m1i = question$mean, sd1i = question$sd, n1i = question$n,
      m2i = question$other_mean, sd2i = question$other_sd, n2i = question$other_n
    )
  }
}

answer <- function(question) {
  effects <- effects_of(question)
  fitted <- rma(yi, vi,
    data = effects, method = question$method, test = question$test,
    control = list(tol = 1e-12, maxiter = 10000, tau2.max = 10000)
  )
  predicted <- predict(fitted)
  result <- list(
    estimate = as.numeric(fitted$beta), standard_error = fitted$se, low = fitted$ci.lb, high = fitted$ci.ub,
    prediction_low = predicted$pi.lb, prediction_high = predicted$pi.ub,
    tau_squared = fitted$tau2, i_squared_percent = fitted$I2, q = fitted$QE, weights_percent = unname(weights(fitted))
  )
  if (fitted$k > 2) {
    without <- lapply(seq_len(fitted$k), function(at) {
      left <- rma(yi, vi,
        data = effects[-at, ], method = question$method, test = question$test,
        control = list(tol = 1e-12, maxiter = 10000, tau2.max = 10000)
      )
      list(estimate = as.numeric(left$beta), low = left$ci.lb, high = left$ci.ub)
    })
    result$without_one <- without
  }
  result
}

answers <- lapply(questions, function(question) c(question, list(answer = answer(question))))
judged_by <- paste0("R ", getRversion(), ", metafor ", packageVersion("metafor"))
cat(toJSON(list(judged_by = judged_by, cases = answers), digits = 12, auto_unbox = TRUE, pretty = FALSE), "\n")
